// Records what a made-up scan found of what a request proposes, as the worker records real ones:
// `node e2e/record-submission.ts '{"request": "R-12", "at": …, "changes": {…}}'` on the data of the running product.
import { openDatabase } from "#lib/config/local-database.ts";
import { env } from "#lib/config/env.ts";
import type { Change } from "#lib/testing/trust-results.ts";
import type { ControlId } from "#lib/trust/core/controls.ts";
import type { Tool } from "#lib/trust/core/facts.ts";

type Asked = {
  request: string;
  at: string;
  changes: Partial<Record<ControlId, Change>>;
  /** What its server told in the sandbox; absent: nothing was seen. */
  tools?: Tool[];
};

const { request, at, changes, tools } = JSON.parse(process.argv[2] ?? "") as Asked;
const database = await openDatabase(env, false);
Object.assign(env, { databaseUrl: database.url });
const { db, pool } = await import("#lib/db/client.ts");
try {
  const { scanSubmission } = await import("#lib/testing/submission-scans.ts");
  const { cleanTools } = await import("#lib/testing/trust-facts.ts");
  const number = Number(request.slice(2));
  const { id } = await db.request.findUniqueOrThrow({ where: { number }, select: { id: true } });
  const seen = tools === undefined ? null : cleanTools("npm", { tools });
  await scanSubmission(id, { at, changes, tools: seen });
} finally {
  pool.removeAllListeners("error").on("error", () => undefined);
  await pool.end();
  await database.stop();
}
