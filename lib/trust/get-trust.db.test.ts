import { describe, expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { createPerson, createTeam } from "#lib/testing/factories.ts";
import { systemContext } from "#lib/testing/context.ts";
import { AT, days, failing, unknown } from "#lib/testing/trust-results.ts";
import { evidenceOf, recordScan, scannableServer } from "#lib/testing/trust-scans.ts";
import { evaluate } from "./core/evaluate.ts";
import { MTF_IDS } from "./core/controls.ts";
import { exportTrust } from "./export-trust.ts";
import { getEvidence } from "./get-evidence.ts";
import { getTrust } from "./get-trust.ts";

async function cast() {
  const team = await createTeam();
  const [owner, security, admin, auditor, stranger] = await Promise.all([
    createPerson([], [team.id]),
    createPerson(["security"]),
    createPerson(["admin"]),
    createPerson(["auditor"]),
    createPerson(),
  ]);
  return { team, owner, security, admin, auditor, stranger };
}

describe("the trust of a version", () => {
  test("is shown with every control, its evidence, its history and its scan", async () => {
    const { team, owner, stranger } = await cast();
    const server = await scannableServer({ ownerTeamId: team.id });
    const { name, versionId } = server;
    const evidence = [evidenceOf(name), evidenceOf(`${name} archive`, { body: null })];
    await recordScan(server, { at: AT, evidence });
    await recordScan(server, {
      at: days(1),
      evidence,
      changes: { "SC-02": failing("SC-02", "high") },
    });
    await db.trustScan.create({
      data: {
        versionId,
        state: "running",
        trigger: "asked",
        requestedAt: new Date(),
        startedAt: new Date(),
        step: "Reading",
      },
    });
    const trust = await getTrust(stranger.ctx(), { name });
    expect(trust).toMatchObject({
      version: "1.0.0",
      isCurrent: true,
      standing: {
        level: 1,
        label: "MTF-adapted L1 Basic",
        dropped: { from: 4 },
        risk: "high",
        options: 1,
        assessed: 1,
      },
      history: [
        { level: 4, at: new Date(AT) },
        { level: 1, at: new Date(days(1)) },
      ],
      scan: { state: "running", step: "Reading" },
      mayScan: false,
      mayReadEvidence: false,
    });
    const [option] = trust?.options ?? [];
    expect(option).toMatchObject({ option: "packages[0]", type: "npm", isScannable: true });
    const controls = option?.evaluated?.controls ?? [];
    expect(controls.filter(({ control }) => MTF_IDS.includes(control)).length).toBeGreaterThan(40);
    expect(controls.find(({ control }) => control === "SC-02")).toMatchObject({
      title: "Vulnerability Scanning",
      level: 2,
      group: "dependencies",
      status: "fail",
      findings: [{ code: "test", remediation: "Mend it." }],
    });
    expect(option?.evaluated?.evidence).toMatchObject([
      { isKept: true, httpStatus: 200 },
      { isKept: false },
    ]);
    expect(JSON.stringify(trust)).not.toContain(evidence[0]?.body?.toString("base64"));
    expect(await getTrust(owner.ctx(), { name })).toMatchObject({
      mayScan: true,
      mayReadEvidence: true,
    });
  });

  test("says what cannot be scanned, and nothing where nothing was", async () => {
    const { stranger } = await cast();
    const packages = [
      { registryType: "nuget", identifier: "A", version: "1", transport: { type: "stdio" } },
    ];
    const { name } = await scannableServer({}, { packages });
    expect(await getTrust(stranger.ctx(), { name })).toMatchObject({
      standing: null,
      options: [{ type: "nuget", isScannable: false, evaluated: null }],
      history: [],
      scan: null,
    });
  });

  test("does not exist for whoever may not see the version", async () => {
    const { stranger, security, owner, team } = await cast();
    const hidden = await scannableServer({ visibility: "teams", ownerTeamId: team.id });
    const inReview = await scannableServer({}, {}, { lifecycle: "in_review", approvedAt: null });
    for (const server of [hidden, inReview]) {
      const { name } = server;
      const asked = { name, version: "1.0.0" };
      await recordScan(server, { at: AT, evidence: [evidenceOf(name)] });
      expect(await getTrust(stranger.ctx(), asked)).toBeNull();
      await expect(exportTrust(stranger.ctx(), asked)).rejects.toMatchObject({ code: "not_found" });
      expect(await getTrust(security.ctx(), asked)).not.toBeNull();
    }
    expect(await getTrust(owner.ctx(), { name: hidden.name })).not.toBeNull();
    expect(await getTrust(stranger.ctx(), { name: hidden.name, version: "9.9.9" })).toBeNull();
    expect(
      await getEvidence(stranger.ctx(), {
        name: hidden.name,
        sha256: evidenceOf(hidden.name).sha256,
      }),
    ).toBeNull();
  });
});

describe("what was read", () => {
  test("is for security, administrators, auditors and the owner team, word for word", async () => {
    const { team, owner, security, admin, auditor, stranger } = await cast();
    const server = await scannableServer({ ownerTeamId: team.id });
    const { name } = server;
    const one = evidenceOf(`body of ${name}`);
    await recordScan(server, { at: AT, evidence: [one] });
    const asked = { name, sha256: one.sha256 };
    for (const person of [owner, security, admin, auditor]) {
      const read = await getEvidence(person.ctx(), asked);
      expect(Buffer.from(read?.body ?? []).toString()).toBe(`body of ${name}`);
    }
    await expect(getEvidence(stranger.ctx(), asked)).rejects.toMatchObject({ code: "forbidden" });
  });

  test("is not to be had by way of another server", async () => {
    const { team, owner } = await cast();
    const [mine, other] = [
      await scannableServer({ ownerTeamId: team.id }),
      await scannableServer(),
    ];
    const one = evidenceOf(`body of ${other.name}`);
    await recordScan(other, { at: AT, evidence: [one] });
    expect(await getEvidence(owner.ctx(), { name: mine.name, sha256: one.sha256 })).toBeNull();
  });
});

describe("an export", () => {
  test("holds all that the evaluation follows from", async () => {
    const { stranger } = await cast();
    const server = await scannableServer(
      {},
      { remotes: [{ type: "sse", url: "https://mcp.test.example/sse" }] },
    );
    const evidence = [evidenceOf(server.name)];
    await recordScan(server, { at: AT });
    await recordScan(server, {
      at: days(3),
      evidence,
      changes: { "SC-02": unknown(), "CQ-03": failing("CQ-03", "medium") },
    });
    await recordScan(server, { at: days(4), option: "remotes[0]" });
    const exported = await exportTrust(stranger.ctx(), { name: server.name, version: "1.0.0" });
    // As it is once it was a file.
    const read = JSON.parse(JSON.stringify(exported)) as typeof exported;
    expect(read).toMatchObject({
      format: "gatehouse-trust/1",
      ruleSet: "mtf-0.1/reg-1.0.0",
      server: { name: server.name, version: "1.0.0" },
      options: [
        {
          option: "packages[0]",
          artifact: { kind: "npm", digest: "sha512-one" },
          at: days(3),
          past: { complete: { at: AT, level: 4 } },
          evidence: [{ sha256: evidence[0]?.sha256, kind: "npm packument" }],
        },
        { option: "remotes[0]", past: { complete: null, known: {} } },
      ],
    });
    for (const { evaluation, ...input } of read.options)
      expect(evaluate(input)).toEqual(evaluation);
  });

  test("of a version without an evaluation is refused in words", async () => {
    const { name } = await scannableServer();
    await expect(exportTrust(systemContext(), { name, version: "1.0.0" })).rejects.toMatchObject({
      code: "not_found",
      message: expect.stringContaining("not assessed yet") as string,
    });
  });
});
