import { afterAll, beforeAll, expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { systemContext } from "#lib/testing/context.ts";
import { createPerson, createTeam } from "#lib/testing/factories.ts";
import { bundleManifest, bundleOf } from "#lib/testing/mcpb-bundles.ts";
import { sha256, startPypiRegistry, zipOf } from "#lib/testing/pypi-registry.ts";
import { feedFolder } from "#lib/testing/trust-services.ts";
import { scannableServer } from "#lib/testing/trust-scans.ts";
import { SCANNED_KINDS } from "../core/words.ts";
import { openFeeds } from "../feeds/feed-store.ts";
import { requestScan } from "../request-scan.ts";
import { runScan } from "../run-scan.ts";
import { scanArtifact } from "../scan-artifact.ts";

let registry: Awaited<ReturnType<typeof startPypiRegistry>>;
const folder = feedFolder();
beforeAll(async () => {
  registry = await startPypiRegistry();
});
afterAll(async () => {
  folder.remove();
  await registry.close();
});

const stdio = { transport: { type: "stdio" } };

async function serverWith(packages: Record<string, unknown>[]) {
  const team = await createTeam();
  const security = await createPerson(["security"]);
  const server = await scannableServer({ ownerTeamId: team.id }, { packages });
  return { ...server, security };
}

/** As the worker does it, but for where it reads. */
async function scanNow({ name, security }: Awaited<ReturnType<typeof serverWith>>) {
  const { scanId } = await requestScan(security.ctx(), { name });
  const tools = {
    feeds: openFeeds(folder.dir),
    fingerprintKey: Buffer.alloc(32, 1),
    capture: false,
  };
  const { sources } = registry.reach();
  await runScan(systemContext(), scanId, {
    signal: new AbortController().signal,
    kinds: SCANNED_KINDS,
    open: () => ({ sources, now: () => new Date() }),
    scan: (reference, options) => scanArtifact(reference, { ...options, tools }),
  });
  return db.trustScan.findUniqueOrThrow({ where: { id: scanId } });
}

const evaluationsOf = (versionId: string) =>
  db.trustEvaluation.findMany({
    where: { versionId },
    orderBy: [{ finishedAt: "asc" }, { option: "asc" }],
    include: { results: true },
  });

test(
  "a version that installs from PyPI and as a bundle is scanned by the worker, each with its digest",
  { timeout: 120_000 },
  async () => {
    const published = registry.publish("worker-scan", "1.0.0", {
      metadata: "License-Expression: MIT",
    });
    const bundle = bundleOf(bundleManifest());
    registry.put("/bundles/worker.mcpb", bundle);
    const server = await serverWith([
      { registryType: "pypi", identifier: "worker-scan", version: "1.0.0", ...stdio },
      {
        ...{ registryType: "mcpb", identifier: `${registry.base}/bundles/worker.mcpb`, ...stdio },
        fileSha256: sha256(bundle),
      },
    ]);
    expect(await scanNow(server)).toMatchObject({ state: "done" });
    const evaluations = await evaluationsOf(server.versionId);
    expect(evaluations.map(({ kind, digest }) => [kind, digest])).toEqual([
      ["pypi", published.digest],
      ["mcpb", `sha256:${sha256(bundle)}`],
    ]);
    const statusOf = (at: number, control: string) =>
      evaluations[at]?.results.find((one) => one.control === control)?.status;
    expect([statusOf(0, "CQ-02"), statusOf(0, "AI-01")]).toEqual(["pass", "fail"]);
    expect([statusOf(1, "CQ-02"), statusOf(1, "RG-07")]).toEqual(["pass", "pass"]);

    // The index serves other bytes for the version that was looked at.
    registry.publish("worker-scan", "1.0.0", { wheel: { "worker_scan/evil.py": "x = 1\n" } });
    registry.put("/bundles/worker.mcpb", zipOf({ "manifest.json": "{}" }));
    await db.trustScan.deleteMany({ where: { versionId: server.versionId } });
    await scanNow(server);
    const again = (await evaluationsOf(server.versionId)).slice(2);
    for (const one of again)
      expect([one.kind, one.results.find(({ control }) => control === "RG-07")?.status]).toEqual([
        one.kind,
        "fail",
      ]);
    expect(again).toHaveLength(2);
  },
);

test("what is not there, or in another index, ends the scan with a sentence", async () => {
  const gone = await serverWith([
    { registryType: "pypi", identifier: "nobody-has-this", version: "1.0.0", ...stdio },
  ]);
  expect(await scanNow(gone)).toMatchObject({
    state: "failed",
    error: expect.stringContaining("no version") as string,
  });
  const other = await serverWith([
    {
      ...{ registryType: "pypi", identifier: "worker-scan", version: "1.0.0", ...stdio },
      registryBaseUrl: "https://test.pypi.org",
    },
  ]);
  expect(await scanNow(other)).toMatchObject({
    state: "failed",
    error: expect.stringContaining("another index") as string,
  });
});
