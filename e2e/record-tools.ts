// Records a made-up scan that saw these tools, judged by the real rules, as the worker records real ones:
// `node e2e/record-tools.ts '{"server": …, "at": …, "tools": […]}'` on the data of the running product.
import { openDatabase } from "#lib/config/local-database.ts";
import { env } from "#lib/config/env.ts";
import type { Tool } from "#lib/trust/core/facts.ts";

type Asked = { server: string; at: string; tools: Tool[] };

const { server, at, tools } = JSON.parse(process.argv[2] ?? "{}") as Asked;
const database = await openDatabase(env, false);
Object.assign(env, { databaseUrl: database.url });
const { db, pool } = await import("#lib/db/client.ts");
try {
  const { documentOf } = await import("#lib/catalog/server-view.ts");
  const { recordToolScan } = await import("#lib/testing/tool-scans.ts");
  const { id: versionId, document } = await db.serverVersion.findFirstOrThrow({
    where: { serverName: server },
    select: { id: true, document: true },
  });
  await recordToolScan({ versionId, document: documentOf(document) }, { at, tools });
} finally {
  pool.removeAllListeners("error").on("error", () => undefined);
  await pool.end();
  await database.stop();
}
