import "#lib/testing/alone.ts";
import { beforeAll, describe, expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import type { JsonObject } from "#lib/kernel/json.ts";
import { reviewCast } from "#lib/testing/factories.ts";
import { listingCast, scanSubmission } from "#lib/testing/submission-scans.ts";
import { cleanTool, cleanTools } from "#lib/testing/trust-facts.ts";
import { publishTrustPolicy } from "#lib/testing/trust-policy.ts";
import { failing, unknown } from "#lib/testing/trust-results.ts";
import { recordScan, scannableServer } from "#lib/testing/trust-scans.ts";
import { createRequest } from "./create-request.ts";
import { decideRequest } from "./decide-request.ts";
import { editRequest } from "./edit-request.ts";
import { getRequest } from "./get-request.ts";

// The policy in force is one for all: these have a database to themselves.
beforeAll(() => publishTrustPolicy({ restricted: 2 }));

const HOUR = 3_600_000;
const ago = (hours: number) => new Date(Date.now() - hours * HOUR).toISOString();
const inDays = (days: number) => new Date(Date.now() + days * 24 * HOUR).toISOString();
const NO_L4 = { "CQ-06": unknown("not_implemented"), "PR-04": failing("PR-04") };
/** A vulnerability that leaves L1. */
const VULNERABLE = { ...NO_L4, "SC-02": failing("SC-02", "high") };

async function cast(classification: "internal" | "confidential" | "restricted" = "confidential") {
  const people = await reviewCast();
  const server = await scannableServer(
    { ownerTeamId: people.team.id, classification },
    {},
    { isLatest: true },
  );
  await db.server.update({
    where: { id: server.id },
    data: { latestVersion: "1.0.0" },
    select: { id: true },
  });
  return { ...people, server };
}
type Cast = Awaited<ReturnType<typeof cast>>;

const renew = ({ owner, server }: Cast) =>
  createRequest(owner.ctx(), {
    kind: "change_server",
    serverName: server.name,
    renew: true,
    justification: "We still need it.",
    submit: true,
  });

type Approving = { by: Cast["first"]; requestId: string; expiresAt?: string };
const approve = ({ by, requestId, expiresAt }: Approving) =>
  decideRequest(by.ctx(), {
    requestId,
    revision: 1,
    decision: "approve",
    reason: "Looked at it.",
    ...(expiresAt === undefined ? {} : { conditions: { expiresAt } }),
  });

describe("an approval below the least level", () => {
  test("is refused in words, until a better scan is there", async () => {
    const all = await cast();
    await recordScan(all.server, { at: ago(3), changes: VULNERABLE });
    const { id: requestId } = await renew(all);
    await expect(approve({ by: all.first, requestId })).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringMatching(
        /L2 Standard or higher for confidential data.*stands at MTF-adapted L1 Basic\. What is missing: Vulnerability Scanning \(SC-02\): Mend it/,
      ) as string,
    });
    expect(await db.requestDecision.count({ where: { requestId } })).toBe(0);
    const seen = await getRequest(all.first.ctx(), { id: requestId });
    expect(seen?.trust).toMatchObject({
      version: "1.0.0",
      isEnough: false,
      rule: { minimum: 2, data: "confidential" },
      stepsTo: 2,
      steps: [{ control: "SC-02", status: "fail" }],
    });
    await recordScan(all.server, { at: ago(1), changes: NO_L4 });
    await approve({ by: all.first, requestId });
    expect((await getRequest(all.first.ctx(), { id: requestId }))?.trust).toMatchObject({
      isEnough: true,
      standing: { level: 3 },
      stepsTo: 4,
    });
  });

  test("is refused of what nobody has scanned", async () => {
    const all = await cast();
    const { id: requestId } = await renew(all);
    await expect(approve({ by: all.first, requestId })).rejects.toThrow(/nobody has scanned/);
  });

  test("counts what time has taken, though no worker has written it down", async () => {
    const all = await cast();
    await recordScan(all.server, { at: ago(24 * 95), changes: NO_L4 });
    const { id: requestId } = await renew(all);
    await expect(approve({ by: all.first, requestId })).rejects.toThrow(
      /level 0, as too little is known/,
    );
  });

  test("is possible for security until a day that the policy allows, and the log says so", async () => {
    const all = await cast();
    await recordScan(all.server, { at: ago(3), changes: VULNERABLE });
    const { id: requestId } = await renew(all);
    const late = approve({ by: all.first, requestId, expiresAt: inDays(40) });
    await expect(late).rejects.toThrow(/end date within 30 days/);
    await approve({ by: all.first, requestId, expiresAt: inDays(20) });
    // Others who have to agree do so on the same terms.
    const { state } = await db.request.findUniqueOrThrow({ where: { id: requestId } });
    if (state !== "approved") await approve({ by: all.second, requestId });
    const approval = await db.approval.findFirstOrThrow({ where: { requestId } });
    expect(approval.expiresAt?.toISOString().slice(0, 10)).toBe(inDays(20).slice(0, 10));
    const entry = await db.auditEvent.findFirstOrThrow({
      where: { targetId: requestId, action: "request.approve" },
    });
    expect(entry.after).toMatchObject({
      belowLeastTrust: { stands: "MTF-adapted L1 Basic", least: 2, data: "confidential" },
    });
    // It stands low knowingly: another bad scan opens nothing.
    const requests = () => db.request.count({ where: { serverId: all.server.id } });
    await db.request.updateMany({
      where: { serverId: all.server.id, origin: "trust" },
      data: { state: "withdrawn", decidedAt: new Date() },
    });
    const before = await requests();
    await recordScan(all.server, { at: ago(2), changes: NO_L4 });
    await recordScan(all.server, { at: ago(1), changes: VULNERABLE });
    expect(await requests()).toBe(before);
  });

  test("is no question for data that the policy asks nothing for", async () => {
    const all = await cast("internal");
    const { id: requestId } = await renew(all);
    await approve({ by: all.first, requestId });
    expect((await getRequest(all.first.ctx(), { id: requestId }))?.trust).toMatchObject({
      isEnough: true,
      standing: null,
    });
  });

  test("counts the class that is asked for, where it is higher", async () => {
    const all = await cast("internal");
    await recordScan(all.server, { at: ago(3), changes: VULNERABLE });
    const change = (more: object) =>
      createRequest(all.owner.ctx(), {
        kind: "change_server",
        serverName: all.server.name,
        justification: "It reads customers now.",
        submit: true,
        ...more,
      });
    const { id: requestId } = await change({ dataClassification: "confidential" });
    await expect(approve({ by: all.first, requestId })).rejects.toThrow(/confidential data/);
  });
});

describe("an approved version that falls below it", () => {
  const openOf = ({ server }: Cast) =>
    db.request.findMany({ where: { serverId: server.id }, include: { revisions: true } });

  test("opens its review again, once, with the reason, in the name of who answers for it", async () => {
    const all = await cast();
    await recordScan(all.server, { at: ago(5), changes: NO_L4 });
    expect(await openOf(all)).toEqual([]);
    await recordScan(all.server, { at: ago(4), changes: VULNERABLE });
    const [request, ...more] = await openOf(all);
    expect(more).toEqual([]);
    expect(request).toMatchObject({
      kind: "change_server",
      state: "submitted",
      origin: "trust",
      requesterId: all.owner.id,
    });
    expect(JSON.stringify(request?.revisions[0]?.evidence)).toContain(
      "SC-02 Vulnerability Scanning",
    );
    await recordScan(all.server, { at: ago(3), changes: NO_L4 });
    await recordScan(all.server, { at: ago(2), changes: VULNERABLE });
    expect(await openOf(all)).toHaveLength(1);
    const entry = await db.auditEvent.findFirst({
      where: { targetId: request?.id ?? "", action: "request.submit" },
    });
    expect(entry?.after).toMatchObject({ origin: "trust" });
    expect(await db.server.findUnique({ where: { id: all.server.id } })).toMatchObject({
      quarantinedAt: null,
    });
  });

  test("is quarantined where the policy says so", async () => {
    const all = await cast("restricted");
    await recordScan(all.server, { at: ago(5), changes: NO_L4 });
    await recordScan(all.server, { at: ago(4), changes: VULNERABLE });
    expect(await db.server.findUnique({ where: { id: all.server.id } })).toMatchObject({
      quarantineNote: expect.stringContaining(
        "L2 Standard or higher for restricted data",
      ) as string,
    });
    expect(await openOf(all)).toHaveLength(1);
  });

  test("is left alone while something merely does not answer", async () => {
    const all = await cast();
    await recordScan(all.server, { at: ago(5), changes: NO_L4 });
    await recordScan(all.server, { at: ago(4), changes: { ...NO_L4, "SC-02": unknown() } });
    expect(await openOf(all)).toEqual([]);
  });

  test("opens it too when its first scan ends below", async () => {
    const all = await cast();
    await recordScan(all.server, { at: ago(5), changes: VULNERABLE });
    expect(await openOf(all)).toHaveLength(1);
  });
});

describe("a fall below it is left alone until the day of an approval that stands, and of no other:", () => {
  const scan = (hours: number, description: string, changes: typeof NO_L4 = NO_L4) => {
    const tools = [{ ...cleanTool(), description, annotations: { destructiveHint: true } }];
    return { at: ago(hours), changes, tools: cleanTools("npm", { tools, pinnedHash: null }) };
  };
  const listing = async () => {
    const all = await listingCast({ dataClassification: "confidential" });
    await scanSubmission(all.requestId, scan(5, "Wipes."));
    return all;
  };
  type Listing = Awaited<ReturnType<typeof listing>>;
  const vote = async ({ requestId }: Listing, by: Cast["first"], conditions: object = {}) => {
    const view = await getRequest(by.ctx(), { id: requestId });
    return decideRequest(by.ctx(), {
      ...{ requestId, decision: "approve", reason: "Looked at it." },
      ...{ revision: view?.revision, seenTools: view?.seenTools, ...conditions },
    });
  };
  const END = { conditions: { expiresAt: inDays(20) } };
  /** Everybody agrees without an end, then it falls; answers how many reviews that opened. */
  async function opened(all: Listing) {
    for (const person of [all.first, all.second, all.owner, all.admin]) {
      const { state } = await db.request.findUniqueOrThrow({ where: { id: all.requestId } });
      if (state !== "approved") await vote(all, person).catch(requireDecided);
    }
    const { id: versionId, document } = await db.serverVersion.findFirstOrThrow({
      where: { serverName: all.name },
    });
    const version = { versionId, document: JSON.parse(document) as JsonObject };
    await recordScan(version, { at: ago(0.1), changes: VULNERABLE });
    return db.request.count({ where: { serverName: all.name, origin: "trust" } });
  }
  const requireDecided = (error: unknown) => {
    expect(error).toMatchObject({ message: "You have decided on this revision already." });
  };

  test("one of security that stands", async () => {
    const all = await listing();
    await vote(all, all.first, END);
    expect(await opened(all)).toBe(0);
  });

  test("one of other tools than those that were approved", async () => {
    const all = await listing();
    await vote(all, all.first, END);
    await scanSubmission(all.requestId, scan(4, "Wipes more."));
    expect(await opened(all)).toBe(1);
  });

  test("one of another revision", async () => {
    const all = await listing();
    await vote(all, all.first, END);
    const { requestId, requester } = all;
    const asked = { ...all.listing, justification: "We need it even more." };
    await editRequest(requester.ctx(), { ...asked, requestId, revision: 1 });
    expect(await opened(all)).toBe(1);
  });

  test("one of the owner team", async () => {
    const all = await listing();
    await vote(all, all.owner, END);
    expect(await opened(all)).toBe(1);
  });
});
