import { once } from "node:events";
import { to as copyTo } from "pg-copy-streams";
import { exportAuditEvents } from "#lib/audit/export-events.ts";
import { connected } from "#lib/db/connect.ts";
import { pool } from "#lib/db/client.ts";
import { userContext } from "#lib/testing/context.ts";
import { END } from "./audit-plan.ts";
import { serveParent } from "./child.ts";
import { watchMemory } from "./memory.ts";

export type Export = { rows: number; bytes: number; seconds: number; growthMb: number };

const operations = { product, plain, close: () => pool.end() };
export type ExportOperations = typeof operations;
serveParent(operations);

type ProductJob = { format: string; from: string };

/** The verb, read to its end and thrown away. */
async function product({ format, from }: ProductJob): Promise<Export> {
  const ctx = { ...userContext("auditor"), now: END };
  return measured(async (take) => {
    const { chunks } = await exportAuditEvents(ctx, { format, from, to: END.toISOString() });
    for await (const chunk of chunks) take(chunk);
  });
}

type PlainJob = { url: string; statement: string };

/** A plain COPY, read by the same client. */
async function plain({ url, statement }: PlainJob): Promise<Export> {
  return measured((take) =>
    connected(url, async (client) => {
      const stream = client.query(copyTo(statement));
      stream.on("data", take);
      await once(stream, "end");
    }),
  );
}

const LINE_END = 10;

async function measured(work: (take: (chunk: Buffer) => void) => Promise<void>): Promise<Export> {
  let [rows, bytes] = [0, 0];
  const memory = watchMemory();
  const started = performance.now();
  await work((chunk) => {
    bytes += chunk.length;
    for (let at = chunk.indexOf(LINE_END); at >= 0; at = chunk.indexOf(LINE_END, at + 1)) rows += 1;
  });
  const seconds = (performance.now() - started) / 1_000;
  return { rows, bytes, seconds, growthMb: memory.stop().growthMb };
}
