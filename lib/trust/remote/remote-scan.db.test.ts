import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import tls from "node:tls";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { newCertificate, type Certificate } from "#lib/testing/audit-receivers/syslog-receiver.ts";
import { systemContext } from "#lib/testing/context.ts";
import { createPerson } from "#lib/testing/factories.ts";
import { startMcpServer, type McpServer } from "#lib/testing/mcp-server.ts";
import { startNpmRegistry } from "#lib/testing/npm-registry.ts";
import { scannableServer } from "#lib/testing/trust-scans.ts";
import { keepScanCredential } from "../credentials/keep-scan-credential.ts";
import { removeScanCredential } from "../credentials/remove-scan-credential.ts";
import { openFeeds } from "../feeds/feed-store.ts";
import { requestScan } from "../request-scan.ts";
import { runScan } from "../run-scan.ts";
import { scanArtifact } from "../scan-artifact.ts";

const feedDir = mkdtempSync(path.join(tmpdir(), "remote-scan-test-"));
const trusted = tls.getCACertificates("default");
const servers: McpServer[] = [];
let registry: Awaited<ReturnType<typeof startNpmRegistry>>;
let certificate: Certificate;
let secure: McpServer;
let plain: McpServer;
beforeAll(async () => {
  registry = await startNpmRegistry();
  certificate = await newCertificate();
  tls.setDefaultCACertificates([...trusted, certificate.cert]);
  secure = await startMcpServer(certificate);
  plain = await startMcpServer();
  servers.push(secure, plain);
});
afterAll(async () => {
  tls.setDefaultCACertificates(trusted);
  for (const one of [...servers, registry]) await one.close();
  rmSync(feedDir, { recursive: true });
});
beforeEach(() => {
  secure.seen.length = 0;
});

/** Scans the way the worker does: every option of the version, over real sockets. */
const scanned = async (more: Record<string, unknown>) => scanOf(await scannableServer({}, more));

async function scanOf(server: { name: string; versionId: string }) {
  const security = await createPerson(["security"]);
  const { scanId } = await requestScan(security.ctx(), { name: server.name });
  const tools = { feeds: openFeeds(feedDir), fingerprintKey: Buffer.alloc(32, 1), capture: false };
  const { sources } = registry.reach({
    allowedHosts: [registry, ...servers].map(({ host }) => host),
  });
  await runScan(systemContext(), scanId, {
    signal: new AbortController().signal,
    scan: (reference, { entry, ...options }) => {
      // The test's servers are on this machine, which a server.json must not name.
      const moved = entry && { ...entry, schemaIssues: [] };
      return scanArtifact(reference, { ...options, entry: moved, tools });
    },
    open: () => ({ sources, now: () => new Date() }),
  });
  const { versionId } = server;
  return {
    versionId,
    scan: await db.trustScan.findUniqueOrThrow({ where: { id: scanId } }),
    standing: await db.versionTrust.findUniqueOrThrow({ where: { versionId } }),
    options: await db.trustEvaluation.findMany({
      where: { versionId },
      orderBy: { option: "asc" },
      select: { option: true, kind: true, level: true, score: true, digest: true },
    }),
  };
}

const remote = (server: McpServer) => ({ type: "streamable-http", url: `${server.base}/mcp` });

test("a server that is a remote alone gets the level that its remote has", async () => {
  const { standing, options, scan, versionId } = await scanned({
    packages: undefined,
    remotes: [remote(secure)],
  });
  expect(options).toEqual([
    {
      option: "remotes[0]",
      kind: "remote",
      level: 1,
      score: expect.any(Number) as number,
      digest: null,
    },
  ]);
  expect(standing).toMatchObject({ level: 1, score: options[0]?.score, options: 1, assessed: 1 });
  expect(scan.state).toBe("done");
  const kept = await db.trustEvidenceUse.findMany({
    where: { evaluation: { versionId } },
    select: { kind: true },
  });
  expect(kept.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(["remote probe", "live tools"]),
  );
});

test("a server with a package and a remote gets the least of the two, and is assessed", async () => {
  await registry.publish("@test/with-remote", "1.0.0");
  const packages = [
    {
      registryType: "npm",
      identifier: "@test/with-remote",
      version: "1.0.0",
      transport: { type: "stdio" },
    },
  ];
  const _meta = {
    "io.modelcontextprotocol.registry/publisher-provided": {
      tools: [{ name: "read", description: "Reads a file." }],
    },
  };
  const low = await scanned({ packages, _meta, remotes: [remote(plain)] });
  expect(low.options.map(({ option, level }) => [option, level])).toEqual([
    ["packages[0]", 1],
    ["remotes[0]", 0],
  ]);
  const [, worse] = low.options;
  expect(low.standing).toMatchObject({
    level: 0,
    kind: "remote",
    score: worse?.score,
    options: 2,
    assessed: 2,
  });
  expect(low.standing.score).not.toBeNull();
  const { standing, options } = await scanned({ packages, _meta, remotes: [remote(secure)] });
  expect(options.map(({ level }) => level)).toEqual([1, 1]);
  const least = Math.min(...options.map(({ score }) => score ?? -1));
  expect(standing).toMatchObject({ level: 1, score: least, options: 2, assessed: 2 });
});

test("a remote behind a sign-in stands at L1 by what it declares, and with a credential by what it tells", async () => {
  const value = "Bearer token-of-the-account-for-scans";
  const door = await startMcpServer(certificate);
  servers.push(door);
  door.state.signIn = value;
  const url = `${door.base}/mcp`;
  const _meta = {
    "io.modelcontextprotocol.registry/publisher-provided": {
      tools: [{ name: "convert_units", description: "Converts a length." }],
    },
  };
  const server = await scannableServer({}, { packages: undefined, remotes: [remote(door)], _meta });
  const results = async () => {
    await scanOf(server);
    const evaluation = await db.trustEvaluation.findFirstOrThrow({
      where: { versionId: server.versionId },
      orderBy: { finishedAt: "desc" },
      select: { level: true, results: { select: { control: true, status: true, reason: true } } },
    });
    const of = (id: string) => evaluation.results.find(({ control }) => control === id);
    return { level: evaluation.level, of };
  };
  const first = await results();
  expect(first.level).toBe(1);
  expect(first.of("CD-01")?.status).toBe("warn");
  expect(first.of("XR-TD-01")).toMatchObject({ status: "not_checkable", reason: "auth_required" });

  const security = await createPerson(["security"]);
  await keepScanCredential(security.ctx(), { name: server.name, url, value });
  const second = await results();
  expect([second.of("AI-01"), second.of("CD-01"), second.of("CD-03")]).toMatchObject([
    { status: "pass" },
    { status: "pass" },
    { status: "pass" },
  ]);
  // Nobody has approved its tools yet, which is a warning.
  expect(second.of("XR-TD-01")).toMatchObject({ status: "warn" });
  const kept = await db.trustEvidence.findMany({
    where: { uses: { some: { evaluation: { versionId: server.versionId } } } },
    select: { body: true },
  });
  for (const { body } of kept)
    expect(Buffer.from(body ?? []).toString("latin1")).not.toContain("token-of-the-account");

  await removeScanCredential(security.ctx(), { name: server.name, url });
  expect((await results()).of("CD-01")?.status).toBe("warn");
}, 120_000);
