import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { createPerson, createTeam } from "#lib/testing/factories.ts";
import { AT, days, failing, unknown, type Change } from "#lib/testing/trust-results.ts";
import { evidenceOf, recordScan, scannableServer } from "#lib/testing/trust-scans.ts";
import { canonicalJson } from "#lib/kernel/json.ts";
import { compareTrust } from "./compare-trust.ts";
import type { Advisory, Component, Tool } from "./core/facts.ts";
import type { Finding } from "./core/result.ts";
import { getMtfReport } from "./get-mtf-report.ts";
import { getSbomFile } from "./get-sbom-file.ts";
import { getSbom } from "./get-sbom.ts";
import { getTrust } from "./get-trust.ts";
import { listFindings } from "./list-findings.ts";
import { writeSbom } from "./sbom/write-sbom.ts";
import { keepToolSet } from "./tools/keep-tool-set.ts";

const purlOf = (name: string, version = "1.0.0") => `pkg:npm/${name}@${version}`;
const component = (name: string, version: string, ...needs: string[]): Component => ({
  ...{ name, version, purl: purlOf(name, version), integrity: null, license: "MIT", depth: 1 },
  ...{ hasInstallScript: name === "b", optional: false, needs },
});
const advisory = (purl: string, more: Partial<Advisory> = {}): Advisory => ({
  ...{ id: "GHSA-one", aliases: ["CVE-2026-1"], summary: "It is weak.", purl, cvss: 9.8 },
  ...{ severity: null, epss: 0.5, kev: true, malicious: false, fixedIn: ["1.0.1"] },
  ...{ isArtifact: false, ...more },
});

/** As a scan keeps them. */
function sbomOf(root: string, components: readonly Component[], advisories: readonly Advisory[]) {
  const needs = components.flatMap(({ name, purl }) => (/^[ab]$/.test(name) ? [purl] : []));
  const artifact = { name: root, version: "1.0.0", purl: purlOf(root), license: null, needs };
  const facts = { feedsFrom: AT, missingFeeds: [], advisories: [...advisories] };
  const body = writeSbom(artifact, components);
  const sha256 = createHash("sha256").update(body).digest("hex");
  return [
    evidenceOf(body.toString(), {
      kind: "sbom",
      sha256,
      mediaType: "application/vnd.cyclonedx+json",
    }),
    evidenceOf(canonicalJson(facts as never), { kind: "advisories" }),
    evidenceOf(`archive of ${root}`, { kind: "tarball", body: null }),
  ];
}

const finding = (title: string, more: Partial<Finding> = {}): Finding => ({
  ...{ code: "test", severity: "high", action: "block", title, file: "src/a.js", line: 3 },
  ...{ remediation: "Mend it.", ...more },
});

async function cast() {
  const team = await createTeam();
  const [owner, stranger] = await Promise.all([createPerson([], [team.id]), createPerson()]);
  return { team, owner, stranger };
}

const TREE = [
  component("a", "1.0.0", purlOf("deep")),
  component("b", "1.0.0", purlOf("deep")),
  component("deep", "1.0.0"),
];

describe("the components of a version", () => {
  test("are a tree with advisories, who brings them and the way to each", async () => {
    const { stranger } = await cast();
    const server = await scannableServer();
    const evidence = sbomOf(server.name, TREE, [advisory(purlOf("deep"))]);
    await recordScan(server, { at: AT, evidence });
    const answer = await getSbom(stranger.ctx(), { name: server.name });
    expect(answer).toMatchObject({
      version: "1.0.0",
      chosen: { option: "packages[0]" },
      sbom: {
        document: { sha256: evidence[0]?.sha256 },
        counts: { components: 3, direct: 2, affected: 1, installScripts: 1 },
        licences: [{ licence: "MIT", count: 3 }],
        feeds: { from: AT, missing: [] },
        bringers: [
          { name: "a", advisories: 1, worst: "critical" },
          { name: "b", advisories: 1 },
        ],
        matches: 3,
      },
    });
    const narrowed = await getSbom(stranger.ctx(), {
      name: server.name,
      q: "cve-2026-1",
      only: "advisories",
    });
    expect(narrowed?.sbom?.rows).toMatchObject([
      { name: "a", isMatch: false },
      {
        name: "deep",
        isMatch: true,
        distance: 2,
        way: ["a@1.0.0", "deep@1.0.0"],
        broughtBy: ["a@1.0.0", "b@1.0.0"],
        advisories: [{ id: "GHSA-one", rating: "critical", kev: true, fixedIn: ["1.0.1"] }],
      },
    ]);
  });

  test("are given out as the very bytes that were kept", async () => {
    const { stranger } = await cast();
    const server = await scannableServer();
    const evidence = sbomOf(server.name, TREE, []);
    await recordScan(server, { at: AT, evidence });
    const file = await getSbomFile(stranger.ctx(), { name: server.name });
    const [kept] = evidence;
    expect(
      createHash("sha256")
        .update(file?.body ?? "")
        .digest("hex"),
    ).toBe(kept?.sha256);
    expect(file).toMatchObject({ version: "1.0.0", sha256: kept?.sha256 });
  });

  test("where there are none, it is said why, and no file is made up", async () => {
    const { stranger } = await cast();
    const server = await scannableServer();
    const asked = { name: server.name };
    expect(await getSbom(stranger.ctx(), asked)).toMatchObject({
      sbom: null,
      why: "not_evaluated",
    });
    await recordScan(server, { at: AT });
    expect(await getSbom(stranger.ctx(), asked)).toMatchObject({ sbom: null, why: "none" });
    await expect(getSbomFile(stranger.ctx(), asked)).rejects.toMatchObject({ code: "not_found" });
    const other = evidenceOf('{"spdxVersion":"SPDX-2.3"}', { kind: "sbom" });
    await recordScan(server, { at: days(1), evidence: [other] });
    expect(await getSbom(stranger.ctx(), asked)).toMatchObject({ sbom: null, why: "unreadable" });
  });

  test("where advisories could not be asked, it is said why", async () => {
    const { stranger } = await cast();
    const server = await scannableServer();
    const change = { ...unknown("dns"), detail: "OSV: Its name could not be resolved." };
    const evidence = sbomOf(server.name, TREE, []).slice(0, 1);
    await recordScan(server, { at: AT, evidence, changes: { "SC-02": change } });
    const answer = await getSbom(stranger.ctx(), { name: server.name });
    expect(answer?.sbom).toMatchObject({
      feeds: null,
      unasked: { reason: "dns", detail: "OSV: Its name could not be resolved." },
    });
  });

  test("of what the feeds said nothing is claimed where it was not kept", async () => {
    const { stranger } = await cast();
    const server = await scannableServer();
    await recordScan(server, { at: AT, evidence: sbomOf(server.name, TREE, []).slice(0, 1) });
    const answer = await getSbom(stranger.ctx(), { name: server.name });
    expect(answer?.sbom).toMatchObject({ feeds: null, counts: { affected: 0 } });
  });
});

test("who may ask for a scan is said to each as the command decides it", async () => {
  const { team, owner, stranger } = await cast();
  const server = await scannableServer({ ownerTeamId: team.id });
  const { name } = server;
  const told = async (ctx: Context) => [
    (await listFindings(ctx, { name }))?.scan,
    (await getSbom(ctx, { name }))?.scan,
    (await compareTrust(ctx, { name, from: "1.0.0", to: "1.0.0" }))?.to.scan,
  ];
  expect(await told(owner.ctx())).toEqual(["you", "you", "you"]);
  expect(await told((await createPerson(["security"])).ctx())).toEqual(["you", "you", "you"]);
  expect(await told(stranger.ctx())).toEqual(["others", "others", "others"]);
  expect(await told((await createPerson(["auditor"])).ctx())).toEqual(["others", "others", "others"]); // prettier-ignore
});

describe("findings", () => {
  test("come a page at a time, what blocks first, counted for the filters", async () => {
    const { stranger } = await cast();
    const server = await scannableServer();
    const many = Array.from({ length: 120 }, (_, at) =>
      finding(`Finding ${at}`, { severity: at === 60 ? "critical" : "low", line: at + 1 }),
    );
    const notes = [finding("A note", { severity: "info", action: "info" })];
    await recordScan(server, {
      at: AT,
      changes: {
        "CQ-05": { ...failing("CQ-05"), findings: many },
        "CQ-03": { status: "warn", findings: notes },
      },
    });
    const ask = (more: object) => listFindings(stranger.ctx(), { name: server.name, ...more });
    const first = await ask({});
    expect(first).toMatchObject({ total: 121, matches: 121, page: 1, pages: 3 });
    expect(first?.findings).toHaveLength(50);
    expect(first?.findings[0]).toMatchObject({
      ...{ title: "Finding 60", control: "CQ-05", status: "fail", line: 61 },
      controlTitle: "Safe Execution Patterns",
    });
    expect((await ask({ page: 3 }))?.findings.at(-1)?.title).toBe("A note");
    expect((await ask({ page: 99 }))?.page).toBe(3);
    const narrowed = await ask({ severity: "info" });
    expect(narrowed).toMatchObject({
      ...{ total: 121, matches: 1 },
      controls: [{ control: "CQ-03", count: 1 }],
      severities: [
        { severity: "critical", count: 1 },
        { severity: "low", count: 119 },
        { severity: "info", count: 1 },
      ],
    });
    expect(await ask({ control: "CQ-05", severity: "info" })).toMatchObject({
      matches: 0,
      findings: [],
    });
  });

  test("of what was not evaluated are none, which is not the same as nothing found", async () => {
    const { stranger } = await cast();
    const { name } = await scannableServer();
    expect(await listFindings(stranger.ctx(), { name })).toMatchObject({
      ...{ total: 0, evaluatedAt: null },
    });
  });
});

describe("a comparison", () => {
  const tool = (description: string, readOnlyHint: boolean): Tool => ({
    ...{ name: "read", title: null, description, annotations: { readOnlyHint } },
    inputSchema: { type: "object", properties: { path: { type: "string" } } },
    outputSchema: null,
  });
  /** As `recordTools` keeps what a running server has said. */
  async function saw(versionId: string, capturedAt: string, tools: Tool[]): Promise<void> {
    const { id: evaluationId, ...place } = await db.trustEvaluation.findFirstOrThrow({
      where: { versionId, finishedAt: capturedAt },
      select: { id: true, option: true, kind: true, name: true },
    });
    const setHash = await keepToolSet(db, tools);
    await db.trustToolSnapshot.create({
      data: { ...place, evaluationId, versionId, seen: "captured", setHash, capturedAt },
    });
  }

  async function two() {
    const { stranger, team } = await cast();
    const server = await scannableServer({ ownerTeamId: team.id });
    const secret = failing("CQ-01", "critical");
    await recordScan(server, {
      at: AT,
      evidence: sbomOf(server.name, TREE, []),
      changes: { "SC-02": { ...failing("SC-02"), findings: [finding("deep@1.0.0 is weak")] } },
    });
    const young = [component("a", "2.0.0", purlOf("more")), component("more", "1.0.0")];
    await recordScan(server, {
      at: days(1),
      digest: "sha512-two",
      evidence: sbomOf(server.name, young, []),
      changes: { "CQ-01": secret, "PR-01": unknown("timeout") },
    });
    await saw(server.versionId, AT, [tool("Reads.", true)]);
    await saw(server.versionId, days(1), [tool("Writes.", false)]);
    const points = (await getTrust(stranger.ctx(), { name: server.name }))?.history ?? [];
    const [from = "", to = ""] = points.map(({ id }) => id);
    return { stranger, server, from, to };
  }

  test("of two evaluations says what is other in controls, findings, components and tools", async () => {
    const { stranger, server, from, to } = await two();
    const view = await compareTrust(stranger.ctx(), { name: server.name, from, to });
    expect(view).toMatchObject({
      from: { version: "1.0.0", evaluated: { id: from, digest: "sha512-one" } },
      to: { evaluated: { id: to, evaluation: { level: 0, risk: "critical" } } },
      changes: {
        controls: [
          { control: "SC-02", direction: "better", from: { status: "fail" } },
          { control: "CQ-01", direction: "worse" },
          { control: "PR-01", direction: "other", to: { reason: "timeout" } },
        ],
        findings: { added: [{ control: "CQ-01" }], gone: [{ title: "deep@1.0.0 is weak" }], same: 0 }, // prettier-ignore
        components: {
          added: [{ name: "more" }],
          removed: [{ name: "b" }, { name: "deep" }],
          changed: [{ name: "a", from: ["1.0.0"], to: ["2.0.0"] }],
        },
        toolsFrom: { from: "server", to: "server" },
      },
    });
    expect(view?.changes?.tools?.map(({ kind }) => kind)).toContain("read_to_write");
  });

  test("of versions takes the newest evaluation of each, and says when there is none", async () => {
    const { stranger, server, to } = await two();
    const name = server.name;
    const same = await compareTrust(stranger.ctx(), { name, from: "1.0.0", to });
    expect(same).toMatchObject({ changes: { controls: [], components: { changed: [], same: 2 } } });
    expect(await compareTrust(stranger.ctx(), { name, from: "9.9.9", to })).toBeNull();
    const other = await scannableServer();
    const mine = { name: other.name, from: "1.0.0", to: "1.0.0" };
    expect(await compareTrust(stranger.ctx(), mine)).toMatchObject({
      from: { evaluated: null },
      changes: null,
    });
  });

  test("does not lead to evaluations of other servers or of versions that are hidden", async () => {
    const { stranger, server, to } = await two();
    const hidden = await two();
    await db.server.update({ where: { id: hidden.server.id }, data: { visibility: "teams" } });
    const name = server.name;
    expect(await compareTrust(stranger.ctx(), { name, from: hidden.to, to })).toBeNull();
    const asked = { name: hidden.server.name, from: hidden.from, to: hidden.to };
    expect(await compareTrust(stranger.ctx(), asked)).toBeNull();
  });

  test("says of which side tools and components are not known", async () => {
    const { stranger } = await cast();
    const server = await scannableServer();
    await recordScan(server, { at: AT });
    const name = server.name;
    const view = await compareTrust(stranger.ctx(), { name, from: "1.0.0", to: "1.0.0" });
    expect(view?.changes).toMatchObject({
      ...{ components: null, noSbom: { from: "none", to: "none" } },
      ...{ tools: null, toolsFrom: { from: null, to: null } },
    });
  });
});

describe("the history", () => {
  test("names controls and advisories that moved, but not where nobody could look", async () => {
    const { stranger } = await cast();
    const server = await scannableServer();
    const weak = (...titles: string[]): Change => ({
      ...failing("SC-02"),
      findings: titles.map((title) => finding(title)),
    });
    await recordScan(server, { at: AT, changes: { "SC-02": weak("old", "both") } });
    await recordScan(server, { at: days(1), changes: { "SC-02": weak("both", "new") } });
    await recordScan(server, { at: days(2), changes: { "SC-02": unknown("feed_stale") } });
    const history = (await getTrust(stranger.ctx(), { name: server.name }))?.history;
    expect(history?.map(({ moves }) => moves)).toEqual([
      [],
      [
        { kind: "advisory", title: "new", isNew: true },
        { kind: "advisory", title: "old", isNew: false },
      ],
      [{ kind: "control", control: "SC-02", from: "fail", to: "not_checkable" }],
    ]);
  });
});

describe("a report in MTF's form", () => {
  test("names the bundle by the SHA-256 of its bytes, as bare digits", async () => {
    const { stranger } = await cast();
    const server = await scannableServer();
    const evidence = sbomOf(server.name, TREE, []);
    await recordScan(server, { at: AT, evidence, changes: { "CQ-03": failing("CQ-03") } });
    const asked = { name: server.name, version: "1.0.0" };
    const report = await getMtfReport(stranger.ctx(), asked);
    expect(report).toMatchObject({
      bundle: { version: "1.0.0", hash: evidence[2]?.sha256 },
      compliance: { level: 1, controls_failed: 1 },
      sbom: { component_count: 3 },
      adapted: true,
    });
    expect(report?.findings[0]?.id).toMatch(/^CQ-03-[0-9a-f]{16}$/);
    expect(await getMtfReport(stranger.ctx(), asked)).toEqual(report);
  });

  test("is refused with its reason for what was not evaluated, not read or is no bundle", async () => {
    const { stranger } = await cast();
    const server = await scannableServer();
    const asked = { name: server.name, version: "1.0.0" };
    const refusal = (why: RegExp) =>
      expect(getMtfReport(stranger.ctx(), asked)).rejects.toThrow(why);
    await refusal(/was not assessed yet/);
    await recordScan(server, { at: AT });
    await refusal(/bytes could not be read/);
    const document = {
      packages: [],
      remotes: [{ type: "streamable-http", url: "https://x.test/" }],
    };
    const remote = await scannableServer({}, document);
    await recordScan(remote, { at: AT, option: "remotes[0]" });
    await expect(
      getMtfReport(stranger.ctx(), { name: remote.name, version: "1.0.0" }),
    ).rejects.toThrow(/remote server has no bytes/);
  });
});
