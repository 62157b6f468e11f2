import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { db, pool } from "#lib/db/client.ts";
import { databaseRefusal } from "#lib/db/refusal.ts";
import { decideRequest } from "#lib/requests/decide-request.ts";
import { getDesk } from "#lib/ownership/get-desk.ts";
import { asOwner } from "#lib/testing/as-owner.ts";
import { systemContext } from "#lib/testing/context.ts";
import { createPerson } from "#lib/testing/factories.ts";
import { raceOnServer } from "#lib/testing/race.ts";
import { unknown } from "#lib/testing/trust-results.ts";
import { recordScan } from "#lib/testing/trust-scans.ts";
import {
  approve,
  approveAll,
  askForWaiver,
  failingWith,
  finding,
  HOUR_MS,
  waivedServer,
  weakServer,
  WEAK,
} from "#lib/testing/trust-waivers.ts";
import { CONTROL_IDS, type ControlId } from "../core/controls.ts";
import { neverWaived } from "../core/never-waived.ts";
import type { Change } from "#lib/testing/trust-results.ts";
import type { Context } from "#lib/kernel/context.ts";
import { exportTrust } from "../export-trust.ts";
import { endWaiver } from "./end-waiver.ts";
import { expireWaiver } from "./expire-waiver.ts";
import { remindWaivers } from "./remind-waivers.ts";

const DAY_MS = 24 * HOUR_MS;
const soon = (ms: number) => new Date(Date.now() + ms).toISOString();
const at = (ms: number) => ({ ...systemContext(), now: new Date(Date.now() + ms) });
const standing = (versionId: string) => db.versionTrust.findUniqueOrThrow({ where: { versionId } });
const newest = (versionId: string) =>
  db.trustEvaluation.findFirstOrThrow({
    where: { versionId },
    orderBy: { finishedAt: "desc" },
    include: { results: { where: { control: "SC-02" } }, evidence: true },
  });
const statusOf = async (versionId: string) => (await newest(versionId)).results[0]?.status;
const wordsTo = (serverId: string) =>
  db.outboxEvent.findMany({
    where: { subjectId: serverId, topic: "trust.waiver" },
    orderBy: { createdAt: "asc" },
  });
const weak = (...codes: string[]): Partial<Record<ControlId, Change>> => ({
  "SC-02": failingWith("SC-02", ...codes.map((code) => finding(code))),
});

describe("a waiver", () => {
  test("holds from its last approval on, without anything being fetched", async () => {
    const { server, owner, reviewers } = await weakServer();
    expect(await standing(server.versionId)).toMatchObject({ level: 1, risk: "high" });
    const before = await newest(server.versionId);
    const request = await askForWaiver(owner, server);
    expect(["high", "critical"]).toContain(request.riskTier);
    expect(await approveAll(reviewers, request.id)).toBe("approved");
    const after = await newest(server.versionId);
    expect(after).toMatchObject({ trigger: "waiver", previousId: before.id, level: 4 });
    expect(after.results).toMatchObject([{ status: "waived", failsFromLevel: 2 }]);
    // It stays visible, and counts half.
    expect(await standing(server.versionId)).toMatchObject({ level: 4, risk: "high" });
    const [waiver] = await db.trustWaiver.findMany({ where: { requestId: request.id } });
    expect(waiver).toMatchObject({
      control: "SC-02",
      digest: "sha512-one",
      reason: "The parser that is weak is never called.",
      askedById: owner.id,
      findings: [{ code: "SC-02/high-likely", severity: "high" }],
    });
    const actions = await db.auditEvent.findMany({ where: { targetId: server.id } });
    expect(actions.map(({ action }) => action)).toEqual(
      expect.arrayContaining(["trust.waive", "trust.evaluate"]),
    );
    expect(await wordsTo(server.id)).toMatchObject([
      { title: expect.stringMatching(/^The waiver of SC-02 .* begins$/) as string },
    ]);
  });

  test("is kept by the next scan of the same findings, and covers no new ones", async () => {
    const { server, waiver } = await waivedServer();
    await recordScan(server, { at: soon(1_000), changes: WEAK });
    expect((await newest(server.versionId)).results).toMatchObject([
      { status: "waived", waiverId: waiver.id },
    ]);
    await recordScan(server, {
      at: soon(2_000),
      changes: weak("SC-02/high-likely", "SC-02/critical"),
    });
    expect(await newest(server.versionId)).toMatchObject({
      level: 1,
      results: [{ status: "fail" }],
    });
    expect(await standing(server.versionId)).toMatchObject({ droppedFrom: 4 });
    // The new one gone, the old one is as accepted as before.
    await recordScan(server, { at: soon(3_000), changes: WEAK });
    expect(await statusOf(server.versionId)).toBe("waived");
  });

  test.each([
    [
      "of another severity",
      failingWith("SC-02", finding("SC-02/high-likely", { severity: "critical" })),
    ],
    [
      "in another place",
      failingWith("SC-02", finding("SC-02/high-likely", { file: "b.js", line: 2 })),
    ],
    ["of another package", failingWith("SC-02", finding("SC-02/high-likely", { title: "Other" }))],
  ])("does not cover a finding %s", async (_what, change) => {
    const { server } = await waivedServer();
    await recordScan(server, { at: soon(1_000), changes: { "SC-02": change } });
    expect(await statusOf(server.versionId)).toBe("fail");
  });

  test("does not cover other bytes of the same version", async () => {
    const { server } = await waivedServer();
    await recordScan(server, { at: soon(1_000), changes: WEAK, digest: "sha512-two" });
    expect(await statusOf(server.versionId)).toBe("fail");
  });

  test("ends by itself when its time is over, once", async () => {
    const { server, waiver } = await waivedServer({ days: 1 });
    expect(await expireWaiver(at(DAY_MS - HOUR_MS), {})).toEqual({ expired: 0 });
    expect(await statusOf(server.versionId)).toBe("waived");
    const later = at(DAY_MS + HOUR_MS);
    while ((await expireWaiver(later, {})).expired > 0);
    expect(await newest(server.versionId)).toMatchObject({
      trigger: "waiver",
      level: 1,
      results: [{ status: "fail" }],
    });
    const [end, ...more] = await db.trustWaiverEnd.findMany({ where: { waiverId: waiver.id } });
    expect(end).toMatchObject({ cause: "expired", endedById: null });
    expect(more).toEqual([]);
    expect(await standing(server.versionId)).toMatchObject({ level: 1, droppedFrom: 4 });
  });

  test("that has run out counts no more in a scan, written down or not", async () => {
    const { server } = await waivedServer({ days: 1 });
    await recordScan(server, { at: soon(DAY_MS + HOUR_MS), changes: WEAK });
    expect(await statusOf(server.versionId)).toBe("fail");
  });

  test("holds its level for the days of grace, but not beyond its own end", async () => {
    const { server } = await waivedServer({ days: 3 });
    const away = { "SC-02": unknown() };
    await recordScan(server, { at: soon(DAY_MS), changes: away });
    expect(await standing(server.versionId)).toMatchObject({ level: 4, flag: "stale" });
    while ((await expireWaiver(at(3 * DAY_MS + HOUR_MS), {})).expired > 0);
    expect(await standing(server.versionId)).toMatchObject({ level: 1, flag: "provisional" });
  });

  test("starts no days of grace anew: what it rests on is as old as it was", async () => {
    const { server } = await waivedServer();
    const { past, results } = await newest(server.versionId);
    const { complete } = past as { complete: { at: string } };
    expect(complete.at).toBe(results[0]?.checkedAt.toISOString());
  });

  test("is told of a week before its end, once, and not where it was renewed", async () => {
    const { server, owner, reviewers } = await waivedServer({ days: 20 });
    const told = async () =>
      (await wordsTo(server.id)).filter(({ title }) => title.includes("runs out on"));
    await remindWaivers(at(12 * DAY_MS), {});
    expect(await told()).toEqual([]);
    await remindWaivers(at(14 * DAY_MS), {});
    await remindWaivers(at(15 * DAY_MS), {});
    expect(await told()).toMatchObject([{ recipients: [owner.id] }]);
    const renewal = await askForWaiver(owner, server, { days: 100 });
    await approveAll(reviewers, renewal.id);
    await remindWaivers(at(16 * DAY_MS), {});
    expect(await told()).toHaveLength(1);
    // The longer one goes on when the first ends.
    while ((await expireWaiver(at(21 * DAY_MS), {})).expired > 0);
    expect(await statusOf(server.versionId)).toBe("waived");
  });
});

describe("the owner's desk", () => {
  test("names a waiver that ends within a month, and the request for another", async () => {
    const { server, owner } = await waivedServer({ days: 20 });
    await db.serverVersion.update({ where: { id: server.versionId }, data: { isLatest: true } });
    const items = async () =>
      (await getDesk(owner.ctx(), {})).items.filter(({ kind }) => kind === "waiver");
    expect(await items()).toMatchObject([
      {
        server: { name: server.name },
        text: expect.stringContaining("SC-02 Vulnerability Scanning of version 1.0.0") as string,
        link: { label: "Ask again" },
      },
    ]);
    const { number } = await askForWaiver(owner, server, { days: 90 });
    expect(await items()).toMatchObject([{ link: { href: `/requests/R-${number}` } }]);
  });
});

describe("until when a level counts", () => {
  test("is the end of its waiver, where nothing else ends before", async () => {
    const { server, waiver } = await waivedServer({ days: 2 });
    expect(await standing(server.versionId)).toMatchObject({ validUntil: waiver.expiresAt });
  });
});

/** What the program that anybody can run says of the export: 0 is "the same". */
async function verified(person: { ctx: () => Context }, name: string) {
  const exported = await exportTrust(person.ctx(), { name, version: "1.0.0" });
  const folder = mkdtempSync(path.join(tmpdir(), "waivers-"));
  const file = path.join(folder, "trust.json");
  writeFileSync(file, JSON.stringify(exported));
  const program = path.resolve("scripts/verify-trust.mjs");
  const { status, stdout } = spawnSync(process.execPath, [program, file], { encoding: "utf8" });
  rmSync(folder, { recursive: true });
  return { status, level: /: L(\d)/.exec(stdout)?.[1] };
}

test("the export computes to the same: waived, kept for days of grace, run out, and ended", async () => {
  const { server, owner, first } = await waivedServer({ days: 3 });
  expect(await verified(owner, server.name)).toEqual({ status: 0, level: "4" });
  await recordScan(server, { at: soon(DAY_MS), changes: { "SC-02": unknown() } });
  expect(await verified(owner, server.name)).toEqual({ status: 0, level: "4" });
  while ((await expireWaiver(at(3 * DAY_MS + HOUR_MS), {})).expired > 0);
  expect(await verified(owner, server.name)).toEqual({ status: 0, level: "1" });
  const other = await waivedServer();
  await endWaiver(first.ctx(), { waiverId: other.waiver.id, reason: "Enough." });
  expect(await verified(owner, other.server.name)).toEqual({ status: 0, level: "1" });
});

describe("ending a waiver early", () => {
  test("makes the control fail at once, with the reason on record", async () => {
    const { server, waiver, first } = await waivedServer();
    await endWaiver(first.ctx(), { waiverId: waiver.id, reason: "It is called after all." });
    expect(await newest(server.versionId)).toMatchObject({
      level: 1,
      results: [{ status: "fail" }],
    });
    expect(await db.trustWaiverEnd.findUnique({ where: { waiverId: waiver.id } })).toMatchObject({
      cause: "ended",
      reason: "It is called after all.",
      endedById: first.id,
    });
    await expect(
      endWaiver(first.ctx(), { waiverId: waiver.id, reason: "Again." }),
    ).rejects.toMatchObject({ code: "conflict" });
  });

  test("is for the owner team and security", async () => {
    const { waiver, owner, requester, admin } = await waivedServer();
    const auditor = await createPerson(["auditor"]);
    for (const person of [requester, admin, auditor])
      await expect(
        endWaiver(person.ctx(), { waiverId: waiver.id, reason: "I want to." }),
      ).rejects.toMatchObject({ code: "forbidden" });
    await endWaiver(owner.ctx(), { waiverId: waiver.id, reason: "We mended it." });
  });

  test("of two at once, one ends it", async () => {
    const { server, waiver, owner, first } = await waivedServer();
    const outcomes = await raceOnServer(
      server.id,
      [owner, first].map(
        (person) => () => endWaiver(person.ctx(), { waiverId: waiver.id, reason: "Enough." }),
      ),
    );
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });
});

const NEVER: [string, ControlId, Change][] = [
  ["patterns of malware", "CQ-02", failingWith("CQ-02", finding("CQ-02/eval"))],
  ["known malware", "SC-02", failingWith("SC-02", finding("SC-02/malicious"))],
  [
    "what is being exploited",
    "SC-02",
    failingWith("SC-02", finding("SC-02/kev"), finding("SC-02/high-likely")),
  ],
  [
    "a secret that works",
    "CQ-01",
    failingWith("CQ-01", finding("CQ-01/secret", { severity: "critical" })),
  ],
  ["a revocation", "RG-05", failingWith("RG-05", finding("RG-05/revoked"))],
  ["other bytes", "RG-07", failingWith("RG-07", finding("RG-07/mismatch"))],
  ["changed tools", "XR-TD-01", failingWith("XR-TD-01", finding("XR-TD-01/widening"))],
];

describe("never waived", () => {
  test.each(NEVER)("%s: refused when it is asked for", async (_what, control, change) => {
    const { server, owner } = await weakServer({ [control]: change });
    await expect(askForWaiver(owner, server, { control })).rejects.toMatchObject({
      code: "invalid",
      fields: {
        control: [
          expect.stringMatching(/nobody|revoke|exploited|other bytes|Tools tab/i) as string,
        ],
      },
    });
    expect(await db.request.count({ where: { serverId: server.id } })).toBe(0);
  });

  test("what became so since it was asked: refused at every approval", async () => {
    const { server, owner, first } = await weakServer();
    const { id } = await askForWaiver(owner, server);
    await recordScan(server, { at: soon(0), changes: weak("SC-02/high-likely", "SC-02/kev") });
    await expect(approve(first, id)).rejects.toMatchObject({
      code: "forbidden",
      message: expect.stringMatching(/can never be waived.*exploited/) as string,
    });
    expect(await db.requestDecision.count({ where: { requestId: id } })).toBe(0);
    // What is refused for good can still be rejected.
    const rejected = await decideRequest(first.ctx(), {
      requestId: id,
      revision: 1,
      decision: "reject",
      reason: "Exploited.",
    });
    expect(rejected.state).toBe("rejected");
  });

  test("what becomes so later voids the waiver at once and for good", async () => {
    const { server, waiver, first } = await waivedServer();
    await recordScan(server, { at: soon(1_000), changes: weak("SC-02/high-likely", "SC-02/kev") });
    expect(await newest(server.versionId)).toMatchObject({
      level: 1,
      results: [{ status: "fail" }],
    });
    expect(await db.trustWaiverEnd.findUnique({ where: { waiverId: waiver.id } })).toMatchObject({
      cause: "void",
      reason: expect.stringContaining("exploited") as string,
    });
    const words = await wordsTo(server.id);
    expect(words.at(-1)).toMatchObject({ title: expect.stringMatching(/is void$/) as string });
    expect(words.at(-1)?.recipients).toContain(first.id);
    await recordScan(server, { at: soon(2_000), changes: WEAK });
    expect(await statusOf(server.versionId)).toBe("fail");
  });

  test("whatever the product believes: the database refuses such a waiver and such a result", async () => {
    const { waiver, server } = await waivedServer();
    const { id: _id, ...copy } = waiver;
    const insert = (more: Record<string, unknown>) =>
      db.trustWaiver.create({ data: { ...copy, ...more } as never });
    await expect(insert({ requestId: randomUUID() })).rejects.toThrow(/takes an approved request/);
    const kev = [{ ...(copy.findings as object[])[0], code: "SC-02/kev" }];
    const later = new Date(copy.expiresAt.getTime() + DAY_MS);
    for (const other of [{ control: "RG-05" }, { findings: kev }, { expiresAt: later }])
      await expect(insert(other)).rejects.toThrow(/what its reviewers saw/);
    const evaluation = await newest(server.versionId);
    const result = {
      evaluationId: evaluation.id,
      position: 900,
      status: "waived",
      detail: "",
      evidence: [],
      checkedAt: new Date(),
    };
    await expect(
      db.trustControlResult.create({
        data: { ...result, control: "XR-AV-01", waiverId: waiver.id },
      }),
    ).rejects.toThrow(/No waiver in force/);
    await expect(
      db.trustControlResult.create({ data: { ...result, control: "XR-AV-01" } }),
    ).rejects.toThrow();
    const more = {
      evaluationId: evaluation.id,
      control: "SC-02",
      action: "block",
      title: "t",
      remediation: "",
    };
    await expect(
      db.trustFinding.create({
        data: { ...more, position: 900, code: "SC-02/kev", severity: "critical" },
      }),
    ).rejects.toThrow(/never be waived/);
    await expect(
      db.trustFinding.create({
        data: { ...more, position: 901, code: "SC-02/new", severity: "high" },
      }),
    ).rejects.toThrow(/does not cover/);
  });
});

test("the database knows the same list of what is never waived", async () => {
  const codes = ["SC-02/malicious", "SC-02/kev", "CQ-01/verified-secret", "CQ-01/secret", "x"];
  for (const control of CONTROL_IDS)
    for (const code of codes)
      for (const severity of ["high", "critical"] as const) {
        const findings = [{ code, severity }];
        const { rows } = await pool.query<{ never: boolean }>(
          "SELECT gatehouse_never_waived($1, $2::jsonb) AS never",
          [control, JSON.stringify(findings)],
        );
        const here = neverWaived(control, findings) !== null;
        expect([control, code, severity, rows[0]?.never]).toEqual([control, code, severity, here]);
      }
});

describe("asking for a waiver", () => {
  test("is for the owner team", async () => {
    const { server, requester, first, admin } = await weakServer();
    for (const person of [requester, first, admin])
      await expect(askForWaiver(person, server)).rejects.toMatchObject({
        code: "forbidden",
        message: expect.stringContaining("team that owns this server") as string,
      });
  });

  test("takes an owner team: somebody has to answer for it", async () => {
    const { server, owner } = await weakServer(WEAK, { ownerTeamId: null });
    await expect(askForWaiver(owner, server)).rejects.toMatchObject({
      code: "forbidden",
      message: expect.stringContaining("ask for its ownership first") as string,
    });
  });

  test.each([
    ["a control that holds", { control: "SC-01" as const }, "control"],
    ["a version that is not there", { version: "9.9.9" }, "version"],
    ["a way to install that is not there", { option: "packages[7]" }, "option"],
    ["more than 180 days", { days: 181 }, "days"],
  ])("names the field for %s", async (_what, asked, field) => {
    const { server, owner } = await weakServer();
    await expect(askForWaiver(owner, server, asked)).rejects.toMatchObject({
      code: "invalid",
      fields: { [field]: [expect.any(String)] },
    });
  });

  test("does not happen twice at a time for the same", async () => {
    const { server, owner } = await weakServer();
    await askForWaiver(owner, server);
    await expect(askForWaiver(owner, server)).rejects.toMatchObject({ code: "conflict" });
  });

  test("is decided by others: neither who asked nor their team stands in for security", async () => {
    const { server, owner, team, first, reviewers } = await weakServer();
    const colleague = await createPerson(["security"], [team.id]);
    const { id } = await askForWaiver(owner, server);
    await expect(approve(owner, id)).rejects.toMatchObject({ code: "forbidden" });
    // A colleague consents for the team, whatever their roles are.
    expect(await approve(colleague, id)).toMatchObject({
      capacity: "owner_team",
      state: "in_review",
    });
    expect(await approve(first, id)).toMatchObject({ state: "in_review" });
    expect(await approveAll(reviewers.slice(1), id)).toBe("approved");
  });
});

describe("a scan and an approval", () => {
  test("that found more since: the approval is refused, and a new revision shows it", async () => {
    const { server, owner, first } = await weakServer();
    const { id } = await askForWaiver(owner, server);
    await recordScan(server, { at: soon(0), changes: weak("SC-02/high-likely", "SC-02/critical") });
    await expect(approve(first, id)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("Something of SC-02/critical") as string,
    });
  });

  test("at the same moment: whichever is first, nothing is waived that nobody saw", async () => {
    for (const order of ["approval", "scan"] as const) {
      const { server, owner, first, second, admin } = await weakServer();
      const { id } = await askForWaiver(owner, server);
      await approve(first, id);
      const need = await db.request.findUniqueOrThrow({ where: { id } });
      if (need.requiresAdmin) await approve(admin, id);
      const contenders = [
        () => approve(second, id),
        () =>
          recordScan(server, { at: soon(60_000), changes: weak("SC-02/high-likely", "SC-02/kev") }),
      ];
      await raceOnServer(server.id, order === "approval" ? contenders : contenders.reverse());
      const last = await newest(server.versionId);
      expect(last).toMatchObject({ level: 1, results: [{ status: "fail" }] });
      const waivers = await db.trustWaiver.findMany({
        where: { requestId: id },
        include: { end: true },
      });
      for (const { end } of waivers) expect(end?.cause).toBe("void");
    }
  });
});

describe("nobody changes", () => {
  const ATTACKS = ["TrustWaiver", "TrustWaiverEnd"].flatMap((table) => [
    `DELETE FROM "${table}"`,
    `TRUNCATE "${table}" CASCADE`,
    `UPDATE "${table}" SET "reason" = 'another'`,
  ]);

  test.each(ATTACKS)("what was granted and ended, as the product: %s", async (statement) => {
    await expect(pool.query(statement)).rejects.toMatchObject({ code: "42501" });
  });

  test.each(ATTACKS)("what was granted and ended, as the owner: %s", async (statement) => {
    const refusal = asOwner((client) => client.query(statement)).catch(databaseRefusal);
    expect(await refusal).toMatchObject({ code: "forbidden" });
  });
});
