/** Servers with a control that fails, and waivers of it that went the whole way. */
import { db } from "#lib/db/client.ts";
import { reviewCast, type createPerson } from "#lib/testing/factories.ts";
import { failing, found, type Change } from "#lib/testing/trust-results.ts";
import { recordScan, scannableServer, type Scannable } from "#lib/testing/trust-scans.ts";
import { createRequest } from "#lib/requests/create-request.ts";
import { decideRequest } from "#lib/requests/decide-request.ts";
import type { ControlId } from "#lib/trust/core/controls.ts";
import type { Finding } from "#lib/trust/core/result.ts";

type Person = Awaited<ReturnType<typeof createPerson>>;

export const HOUR_MS = 3_600_000;
export const hoursAgo = (hours: number) => new Date(Date.now() - hours * HOUR_MS).toISOString();

export const finding = (code: string, more: Partial<Finding> = {}): Finding => ({
  ...found("high"),
  code,
  title: `Something of ${code}`,
  ...more,
});
export const failingWith = (control: ControlId, ...findings: Finding[]): Change => ({
  ...failing(control),
  findings,
});
/** CQ-06 is not implemented in the product; here it passes, so L4 can be reached without the rest. */
export const WEAK: Partial<Record<ControlId, Change>> = {
  "SC-02": failingWith("SC-02", finding("SC-02/high-likely")),
};

/** Scanned an hour ago, with an owner team and reviewers. */
export async function weakServer(changes = WEAK, more: Parameters<typeof scannableServer>[0] = {}) {
  const cast = await reviewCast();
  const server = await scannableServer({ ownerTeamId: cast.team.id, ...more });
  await recordScan(server, { at: hoursAgo(1), changes });
  return { ...cast, server, reviewers: [cast.first, cast.second, cast.admin] };
}

type Asked = { control?: ControlId; days?: number; option?: string; version?: string };

export const askForWaiver = (person: Person, server: Pick<Scannable, "name">, asked: Asked = {}) =>
  createRequest(person.ctx(), {
    kind: "trust_waiver",
    serverName: server.name,
    version: "1.0.0",
    option: "packages[0]",
    control: "SC-02",
    days: 30,
    justification: "The parser that is weak is never called.",
    ...asked,
  });

export const approve = (person: Person, requestId: string, revision = 1) =>
  decideRequest(person.ctx(), {
    requestId,
    revision,
    decision: "approve",
    reason: "Looked at it.",
  });

/** As many approvals as it takes. */
export async function approveAll(people: readonly Person[], requestId: string, revision = 1) {
  let state = "submitted";
  for (const person of people)
    if (state !== "approved") ({ state } = await approve(person, requestId, revision));
  return state;
}

/** A weak server whose waiver is in force. */
export async function waivedServer(asked: Asked = {}, changes = WEAK) {
  const whole = await weakServer(changes);
  const request = await askForWaiver(whole.owner, whole.server, asked);
  await approveAll(whole.reviewers, request.id);
  const waiver = await db.trustWaiver.findUniqueOrThrow({ where: { requestId: request.id } });
  return { ...whole, request, waiver };
}
