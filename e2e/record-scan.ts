// Records what a made-up scan found, as the worker records real ones:
// `node e2e/record-scan.ts '{"server": …, "at": …, "changes": {…}}'` on the data of the running product;
// without an argument, what comes on standard input.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { openDatabase } from "#lib/config/local-database.ts";
import { env } from "#lib/config/env.ts";
import type { Change } from "#lib/testing/trust-results.ts";
import type { ControlId } from "#lib/trust/core/controls.ts";
import type { Advisory, Component } from "#lib/trust/core/facts.ts";

type Asked = {
  server: string;
  /** The current one, unless it is named. */
  version?: string;
  at: string;
  changes: Partial<Record<ControlId, Change>>;
  digest?: string;
  /** What is installed with it: those of depth 1 are its own dependencies. */
  components?: Component[];
  advisories?: Advisory[];
};

const { server, version, at, changes, digest, components, advisories } = JSON.parse(
  process.argv[2] ?? readFileSync(0, "utf8"),
) as Asked;
const database = await openDatabase(env, false);
Object.assign(env, { databaseUrl: database.url });
const { db, pool } = await import("#lib/db/client.ts");
try {
  const { documentOf } = await import("#lib/catalog/server-view.ts");
  const { evidenceOf, recordScan } = await import("#lib/testing/trust-scans.ts");
  const { writeSbom } = await import("#lib/trust/sbom/write-sbom.ts");
  const sbomOf = (all: readonly Component[]) => {
    const needs = all.filter(({ depth }) => depth === 1).map(({ purl }) => purl);
    const purl = "pkg:npm/journey@1.0.0";
    const artifact = { name: "journey", version: "1.0.0", purl, license: "MIT", needs };
    const body = writeSbom(artifact, all);
    const sha256 = createHash("sha256").update(body).digest("hex");
    const facts = { feedsFrom: at, missingFeeds: [], advisories: advisories ?? [] };
    return [
      evidenceOf(body.toString(), { kind: "sbom", source: "CycloneDX 1.6", sha256, fetchedAt: at }),
      evidenceOf(JSON.stringify(facts), { kind: "advisories", fetchedAt: at }),
      evidenceOf(`archive ${server} ${at}`, { kind: "tarball", body: null }),
    ];
  };
  const { id: versionId, document } = await db.serverVersion.findFirstOrThrow({
    where: { serverName: server, ...(version === undefined ? {} : { version }) },
    select: { id: true, document: true },
  });
  const read = evidenceOf(`What ${server} is said to be`);
  const evidence = [read, ...(components === undefined ? [] : sbomOf(components))];
  const used = [read.sha256];
  await recordScan(
    { versionId, document: documentOf(document) },
    {
      at,
      evidence,
      ...(digest === undefined ? {} : { digest }),
      changes: Object.fromEntries(
        Object.entries(changes).map(([control, change]) => [
          control,
          { ...change, evidence: used },
        ]),
      ),
    },
  );
} finally {
  pool.removeAllListeners("error").on("error", () => undefined);
  await pool.end();
  await database.stop();
}
