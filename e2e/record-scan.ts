// Records what a made-up scan found, as the worker records real ones:
// `node e2e/record-scan.ts '{"server": …, "at": …, "changes": {…}}'` on the data of the running product.
import { openDatabase } from "#lib/config/local-database.ts";
import { env } from "#lib/config/env.ts";
import type { Change } from "#lib/testing/trust-results.ts";
import type { ControlId } from "#lib/trust/core/controls.ts";

type Asked = { server: string; at: string; changes: Partial<Record<ControlId, Change>> };

const { server, at, changes } = JSON.parse(process.argv[2] ?? "{}") as Asked;
const database = await openDatabase(env, false);
Object.assign(env, { databaseUrl: database.url });
const { db, pool } = await import("#lib/db/client.ts");
try {
  const { documentOf } = await import("#lib/catalog/server-view.ts");
  const { evidenceOf, recordScan } = await import("#lib/testing/trust-scans.ts");
  const { id: versionId, document } = await db.serverVersion.findFirstOrThrow({
    where: { serverName: server },
    select: { id: true, document: true },
  });
  const evidence = [evidenceOf(`What ${server} is said to be`)];
  const used = evidence.map(({ sha256 }) => sha256);
  await recordScan(
    { versionId, document: documentOf(document) },
    {
      at,
      evidence,
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
