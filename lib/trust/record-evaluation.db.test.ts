import { describe, expect, test } from "vitest";
import { db, pool } from "#lib/db/client.ts";
import { databaseRefusal } from "#lib/db/refusal.ts";
import { getDesk } from "#lib/ownership/get-desk.ts";
import { asOwner } from "#lib/testing/as-owner.ts";
import { systemContext } from "#lib/testing/context.ts";
import { createPerson, createTeam } from "#lib/testing/factories.ts";
import { raceOnServer } from "#lib/testing/race.ts";
import { AT, days, failing, unknown } from "#lib/testing/trust-results.ts";
import { evidenceOf, recordScan, scannableServer, scannedOf } from "#lib/testing/trust-scans.ts";
import { pruneEvidence } from "./prune-evidence.ts";
import { recordEvaluation } from "./record-evaluation.ts";

/** What cannot be asked when the advisory feed does not answer. */
const AWAY = { "SC-02": unknown(), "PR-05": unknown("timeout") };
/** CQ-06 is not implemented: the level is 3 then. */
const REAL = { "CQ-06": { ...unknown("not_implemented") } };

/** On a connection of its own: what goes with a server is removed by triggers of the owner's. */
const removeServer = (id: string) =>
  asOwner((client) => client.query(`DELETE FROM "Server" WHERE "id" = $1`, [id]));

const standing = (versionId: string) => db.versionTrust.findUniqueOrThrow({ where: { versionId } });
const newest = (versionId: string) =>
  db.trustEvaluation.findFirstOrThrow({ where: { versionId }, orderBy: { finishedAt: "desc" } });
const eventsOf = (subjectId: string, topic: string) =>
  db.outboxEvent.findMany({ where: { subjectId, topic } });

describe("an evaluation", () => {
  test("is kept with results, findings and evidence, projected, and written into the log", async () => {
    const server = await scannableServer();
    const text = `{"n":"${server.name}"}`;
    const evidence = [evidenceOf(text), evidenceOf(text, { kind: "again" })];
    const sha256 = evidence[0]?.sha256 ?? "";
    const { id, evaluation } = await recordScan(server, {
      at: AT,
      changes: { "SC-02": { ...failing("SC-02", "high"), evidence: [sha256] } },
      evidence,
    });
    expect(evaluation).toMatchObject({ level: 1, flag: "complete", risk: "high" });
    const row = await db.trustEvaluation.findUniqueOrThrow({
      where: { id },
      include: {
        results: { include: { findings: true } },
        evidence: { include: { evidence: true } },
      },
    });
    expect(row).toMatchObject({
      serverName: server.name,
      option: "packages[0]",
      digest: "sha512-one",
      digestSeen: true,
      level: 1,
      previousId: null,
    });
    const failed = row.results.find(({ control }) => control === "SC-02");
    expect(failed).toMatchObject({ status: "fail", failsFromLevel: 2, evidence: [sha256] });
    expect(failed?.findings).toMatchObject([{ code: "test", severity: "high", action: "block" }]);
    expect(row.evidence).toHaveLength(2);
    expect(Buffer.from(row.evidence[0]?.evidence.body ?? []).toString()).toBe(text);
    expect(await standing(server.versionId)).toMatchObject({
      level: 1,
      kind: "npm",
      flag: "complete",
      options: 1,
      assessed: 1,
      droppedFrom: null,
    });
    const [record] = await db.auditEvent.findMany({
      where: { targetId: server.id, action: "trust.evaluate" },
    });
    expect(record).toMatchObject({ targetKind: "server", before: null });
    expect(record?.after).toMatchObject({ version: "1.0.0", level: 1, evaluation: { id } });
  });

  test("of two ways to install counts as the lesser one, and an unseen one as not assessed", async () => {
    const server = await scannableServer(
      {},
      { remotes: [{ type: "streamable-http", url: "https://mcp.test.example/mcp" }] },
    );
    await recordScan(server, { at: AT });
    expect(await standing(server.versionId)).toMatchObject({
      level: 0,
      score: null,
      flag: "provisional",
      options: 2,
      assessed: 1,
    });
    await recordScan(server, { at: days(1), option: "remotes[0]" });
    expect(await standing(server.versionId)).toMatchObject({
      level: 2,
      kind: "remote",
      flag: "complete",
      assessed: 2,
    });
  });

  test("keeps text that PostgreSQL could not, with what it cannot hold written out", async () => {
    const server = await scannableServer();
    const findings = [
      {
        ...(failing("CQ-03").findings?.[0] as never as object),
        title: "a\u0000b\ud800",
        file: "x\u0000",
      },
    ];
    await recordScan(server, {
      at: AT,
      changes: { "CQ-03": { ...failing("CQ-03"), detail: "\u0000", findings: findings as never } },
    });
    const [finding] = await db.trustFinding.findMany({
      where: { result: { evaluation: { versionId: server.versionId } } },
    });
    expect(finding).toMatchObject({ title: "a\ufffdb\ufffd", file: "x\ufffd" });
  });

  test("is not recorded over a newer one, nor for a document that has changed", async () => {
    const server = await scannableServer({}, {}, { lifecycle: "candidate", approvedAt: null });
    await recordScan(server, { at: days(1) });
    await expect(recordScan(server, { at: AT })).rejects.toMatchObject({ code: "conflict" });
    await db.serverVersion.update({
      where: { id: server.versionId },
      data: { document: JSON.stringify({ ...server.document, packages: [] }) },
    });
    await expect(recordScan(server, { at: days(2) })).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("changed") as string,
    });
    expect(await db.trustEvaluation.count({ where: { versionId: server.versionId } })).toBe(1);
  });

  test("of two at the same moment one is kept", async () => {
    const server = await scannableServer();
    const outcomes = await raceOnServer(server.id, [
      () => recordScan(server, { at: AT }),
      () => recordScan(server, { at: AT }),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });
});

describe("nobody changes", () => {
  const TABLES = [
    "TrustEvaluation",
    "TrustControlResult",
    "TrustFinding",
    "TrustEvidence",
    "TrustEvidenceUse",
  ];
  const ATTACKS = TABLES.flatMap((table) => [
    `DELETE FROM "${table}"`,
    `TRUNCATE "${table}" CASCADE`,
    `UPDATE "${table}" SET "${table === "TrustEvidence" ? "mediaType" : "position"}" = DEFAULT`.replace(
      `"TrustEvaluation" SET "position"`,
      `"TrustEvaluation" SET "level"`,
    ),
  ]);

  test.each(ATTACKS)("what was kept, as the product: %s", async (statement) => {
    await expect(pool.query(statement)).rejects.toMatchObject({ code: "42501" });
  });

  test.each(ATTACKS)("what was kept, as the owner of the tables: %s", async (statement) => {
    const refusal = asOwner((client) => client.query(statement)).catch(databaseRefusal);
    expect(await refusal).toMatchObject({
      code: "forbidden",
      message: "Evaluations and their evidence cannot be changed or removed.",
    });
  });

  test("a body for another one of the same digest", async () => {
    const { sha256 } = evidenceOf("one");
    await expect(
      db.trustEvidence.create({
        data: {
          sha256,
          mediaType: "x",
          sizeBytes: 1,
          keptAt: new Date(),
          body: Buffer.from("other"),
        },
      }),
    ).rejects.toThrow();
  });

  test("an evaluation when its server goes", async () => {
    const server = await scannableServer();
    await recordScan(server, { at: AT });
    await removeServer(server.id);
    expect(await newest(server.versionId)).toMatchObject({ serverName: server.name, level: 4 });
    expect(await db.versionTrust.count({ where: { versionId: server.versionId } })).toBe(0);
  });
});

describe("what was read", () => {
  const DAY_MS = 86_400_000;
  const daysAgo = (count: number) => new Date(Date.now() - count * DAY_MS).toISOString();
  const bodyOf = async ({ sha256 }: { sha256: string }) =>
    (await db.trustEvidence.findUniqueOrThrow({ where: { sha256 } })).body;

  test("is forgotten after 400 days, but not what something still rests on", async () => {
    const server = await scannableServer();
    const read = (what: string, fetchedAt = daysAgo(401)) =>
      evidenceOf(`${what} ${server.name}`, { fetchedAt });
    const again = read("again", daysAgo(1));
    const failed = { "SC-02": failing("SC-02", "high") };
    const away = { ...failed, "AI-01": unknown() };
    const scans = [
      { what: "first", changes: {}, more: [again] },
      { what: "fell", changes: failed },
      { what: "between", changes: failed },
      { what: "complete", changes: failed },
      { what: "stale", changes: away },
      { what: "newest", changes: away },
    ];
    for (const [at, { what, changes, more = [] }] of scans.entries())
      await recordScan(server, {
        at: daysAgo(402 - at / 10),
        evidence: [read(what), ...more],
        changes,
      });
    await pruneEvidence(systemContext(), {});
    const kept = [];
    for (const { what } of scans) if ((await bodyOf(read(what))) !== null) kept.push(what);
    expect(kept).toEqual(["fell", "complete", "newest"]);
    expect(await bodyOf(again)).not.toBeNull();
    const [record] = await db.auditEvent.findMany({ where: { action: "trust.prune" } });
    expect(record?.targetKind).toBe("evidence");
  });

  test("is not forgotten earlier, whoever wants it", async () => {
    const server = await scannableServer();
    const one = evidenceOf(`kept ${server.name}`);
    await recordScan(server, { at: AT, evidence: [one] });
    const statement = `UPDATE "TrustEvidence" SET "body" = NULL WHERE "sha256" = '${one.sha256}'`;
    await expect(pool.query(statement)).rejects.toMatchObject({ code: "42501" });
    const refusal = asOwner((client) => client.query(statement)).catch(databaseRefusal);
    expect(await refusal).toMatchObject({ code: "forbidden" });
    await pruneEvidence(systemContext(), {});
    expect(await bodyOf(one)).not.toBeNull();
  });
});

describe("what could not be reached", () => {
  test("is no drop: the level stays for the days of grace, and nobody is alarmed", async () => {
    const server = await scannableServer();
    await recordScan(server, { at: AT });
    await recordScan(server, { at: days(13), changes: AWAY });
    expect(await standing(server.versionId)).toMatchObject({
      level: 4,
      flag: "stale",
      staleSince: new Date(AT),
      droppedFrom: null,
    });
    await recordScan(server, { at: days(15), changes: AWAY });
    expect(await standing(server.versionId)).toMatchObject({
      level: 1,
      flag: "provisional",
      droppedFrom: 4,
    });
    expect(await eventsOf(server.id, "trust.dropped")).toMatchObject([
      { body: expect.stringContaining("could not be checked for too long") as string },
    ]);
  });

  test("is no other artifact: a digest that could not be read is the last one that was", async () => {
    const server = await scannableServer();
    await recordScan(server, { at: AT });
    await recordScan(server, { at: days(1), digest: null, changes: AWAY });
    expect(await newest(server.versionId)).toMatchObject({
      digest: "sha512-one",
      digestSeen: false,
      level: 4,
      flag: "stale",
    });
    // Bytes that are others have no past.
    await recordScan(server, { at: days(2), digest: "sha512-two", changes: AWAY });
    expect(await newest(server.versionId)).toMatchObject({
      digest: "sha512-two",
      previousId: null,
      level: 1,
      flag: "provisional",
    });
  });

  test("does not make a danger forgotten that was seen before", async () => {
    const server = await scannableServer();
    await recordScan(server, { at: AT, changes: { "SC-02": failing("SC-02", "critical") } });
    await recordScan(server, { at: days(1), changes: { "SC-02": unknown() } });
    expect(await newest(server.versionId)).toMatchObject({ risk: "critical", level: 1 });
  });
});

describe("a level that falls", () => {
  test("is told to owners, users and watchers, and stands on the desk until it is back", async () => {
    const team = await createTeam();
    const [owner, user, watcher, stranger] = await Promise.all([
      createPerson([], [team.id]),
      createPerson(),
      createPerson(),
      createPerson(),
    ]);
    const server = await scannableServer({ ownerTeamId: team.id });
    await db.serverUse.create({ data: { serverId: server.id, userId: user.id, client: "vscode" } });
    await db.request.create({
      data: {
        kind: "change_server",
        serverId: server.id,
        serverName: server.name,
        requesterId: user.id,
        title: "t",
        watchers: { create: { userId: watcher.id } },
      },
    });
    await recordScan(server, { at: AT, changes: REAL });
    const changes = { ...REAL, "SC-02": failing("SC-02", "high") };
    await recordScan(server, { at: days(1), changes });
    const [event, ...others] = await eventsOf(server.id, "trust.dropped");
    expect(others).toEqual([]);
    expect(event).toMatchObject({
      title: expect.stringContaining("fell to MTF-adapted L1 Basic") as string,
      body: "Version 1.0.0 stood at MTF-adapted L3 Verified (artifact scope). These controls fail: SC-02 Vulnerability Scanning.",
      link: `/servers/${server.name}/trust`,
    });
    expect(event?.recipients).toEqual(expect.arrayContaining([owner.id, user.id, watcher.id]));
    expect(event?.recipients).not.toContain(stranger.id);
    const trustItems = async () =>
      (await getDesk(owner.ctx(), {})).items.filter(({ kind }) => kind === "trust");
    expect(await trustItems()).toMatchObject([
      {
        server: { name: server.name },
        text: expect.stringContaining("L3 Verified (artifact scope) to") as string,
      },
    ]);
    // The same again is no news.
    await recordScan(server, { at: days(2), changes });
    expect(await eventsOf(server.id, "trust.dropped")).toHaveLength(1);
    await recordScan(server, { at: days(3), changes: REAL });
    expect(await trustItems()).toEqual([]);
  });

  test("of a version that nobody is offered alarms nobody", async () => {
    const server = await scannableServer({}, {}, { lifecycle: "candidate", approvedAt: null });
    await recordScan(server, { at: AT });
    await recordScan(server, { at: days(1), changes: { "CQ-02": failing("CQ-02", "critical") } });
    expect(await standing(server.versionId)).toMatchObject({ level: 0, droppedFrom: 4 });
    expect(await db.outboxEvent.count({ where: { subjectId: server.id } })).toBe(0);
  });
});

describe("quarantine at once", () => {
  const quarantineOf = async (id: string) =>
    db.server.findUniqueOrThrow({
      where: { id },
      select: { quarantinedAt: true, quarantineNote: true },
    });

  test.each([
    ["malware", "CQ-02", "It contains malware (CQ-02): Something."],
    ["a revocation", "RG-05", "It was revoked (RG-05): Something."],
    ["a digest that is another one", "RG-07", "It is not what was registered (RG-07): Something."],
  ] as const)("for %s, with a record and a word to security", async (_what, control, words) => {
    const reviewer = await createPerson(["security"]);
    const server = await scannableServer();
    await recordScan(server, { at: AT });
    const { quarantined } = await recordScan(server, {
      at: days(1),
      changes: { [control]: failing(control, "critical") },
    });
    expect(quarantined).toBe(true);
    expect((await quarantineOf(server.id)).quarantineNote).toBe(
      `Version 1.0.0, found by a trust scan: ${words}`,
    );
    const [event] = await eventsOf(server.id, "server.quarantined");
    expect(event?.recipients).toContain(reviewer.id);
    expect(
      await db.auditEvent.count({ where: { targetId: server.id, action: "server.quarantine" } }),
    ).toBe(1);
  });

  test("not for a pattern that is merely suspicious, nor for a version that nobody is offered", async () => {
    const server = await scannableServer();
    await recordScan(server, { at: AT, changes: { "CQ-02": failing("CQ-02", "high") } });
    expect((await quarantineOf(server.id)).quarantinedAt).toBeNull();
    const candidate = await scannableServer({}, {}, { lifecycle: "candidate", approvedAt: null });
    await recordScan(candidate, { at: AT, changes: { "CQ-02": failing("CQ-02", "critical") } });
    expect((await quarantineOf(candidate.id)).quarantinedAt).toBeNull();
  });

  test("not again for what somebody lifted it in spite of, but for what was known before approval", async () => {
    const changes = { "CQ-02": failing("CQ-02", "critical") };
    const server = await scannableServer({}, {}, { lifecycle: "candidate", approvedAt: null });
    await recordScan(server, { at: AT, changes });
    await db.serverVersion.update({
      where: { id: server.versionId },
      data: { lifecycle: "approved", approvedAt: new Date(days(1)) },
    });
    await recordScan(server, { at: days(2), changes });
    expect((await quarantineOf(server.id)).quarantinedAt).not.toBeNull();
    await asOwner(async (client) => {
      await client.query("SET LOCAL session_replication_role = replica");
      await client.query(
        `UPDATE "Server" SET "quarantinedAt" = NULL, "quarantineNote" = NULL WHERE "id" = $1`,
        [server.id],
      );
    });
    await recordScan(server, { at: days(3), changes });
    expect((await quarantineOf(server.id)).quarantinedAt).toBeNull();
  });
});

test("a version that is gone has no evaluation", async () => {
  const server = await scannableServer();
  const [reference] = server.references;
  if (!reference) throw new Error("no reference");
  await removeServer(server.id);
  await expect(
    recordEvaluation(systemContext(), {
      versionId: server.versionId,
      option: "packages[0]",
      trigger: "asked",
      reference,
      scanned: scannedOf(reference, { at: AT }),
    }),
  ).rejects.toMatchObject({ code: "not_found" });
});
