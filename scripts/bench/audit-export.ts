import { connected } from "#lib/db/connect.ts";
import { END, timeAt } from "./audit-plan.ts";
import type { Export, ExportOperations } from "./audit-export-process.ts";
import type { SeededLog } from "./audit-seed.ts";
import { startChild } from "./child.ts";
import { median } from "./statistics.ts";

const ROWS = 1_000_000;
/** Heartbeats and epochs are no part of an export that nobody asked for them in. */
const SHOWN = `"kind" in ('command', 'event', 'call')`;
const COLUMNS = `"at", "id", "kind", "action", "outcome", "actorKind", "actorId", "actorName", "credentialId", "targetKind", "targetId", "requestId", "traceId", "before", "after", "commitment", "writer", "epoch", "seq", "hash"`;

export type Exports = {
  rows: number;
  /** Rows/s, medians over the rounds. */
  csv: number;
  /** COPY of a table that holds nothing but these rows. */
  copy: number;
  /** COPY of the same question to the log. */
  copyOrdered: number;
  /** Of the last round: the first one also loads code. */
  growthMb: number;
  others: { format: string; perSecond: number; growthMb: number }[];
};

/** A million rows as CSV, in turns with COPY of the same columns. */
export async function measureExports(log: SeededLog, rounds: number): Promise<Exports> {
  const from = timeAt(Math.max(0, 1 - (1.06 * ROWS) / log.records)).toISOString();
  const where = `"at" >= '${from}' and "at" < '${END.toISOString()}' and ${SHOWN}`;
  await connected(log.ownerUrl, (owner) =>
    owner.query(`drop table if exists "BenchExport";
      create table "BenchExport" as
        select ${COLUMNS} from "AuditEvent" where ${where} order by "at", "id"`),
  );
  await connected(log.ownerUrl, (owner) => owner.query(`vacuum (analyze) "BenchExport"`));
  const child = await startChild<ExportOperations>("audit-export", {
    core: 0,
    env: { DATABASE_URL: log.url },
  });
  const product = (format: string) => child.call("product", { format, from });
  const plain = (statement: string) => child.call("plain", { url: log.ownerUrl, statement });
  try {
    const runs: { csv: Export; copy: Export; ordered: Export }[] = [];
    for (let round = 0; round <= rounds; round += 1)
      runs.push({
        csv: await product("csv"),
        copy: await plain(`copy "BenchExport" to stdout (format csv)`),
        ordered: await plain(
          `copy (select ${COLUMNS} from "AuditEvent" where ${where} order by "at", "id") to stdout (format csv)`,
        ),
      });
    // The first round only warms up.
    const counted = runs.slice(1);
    const rows = counted[0]?.copy.rows ?? 0;
    for (const { csv, ordered } of counted)
      if (csv.rows !== rows + 1 || ordered.rows !== rows)
        throw new Error(`CSV has ${csv.rows} lines, COPY ${rows} and ${ordered.rows}.`);
    const others = [];
    for (const format of ["jsonl", "ocsf"]) {
      const { rows: lines, seconds, growthMb } = await product(format);
      others.push({ format, perSecond: lines / seconds, growthMb });
    }
    await child.call("close");
    const perSecond = (side: "csv" | "copy" | "ordered") =>
      median(counted.map((run) => run[side].rows / run[side].seconds));
    return {
      rows,
      csv: perSecond("csv"),
      copy: perSecond("copy"),
      copyOrdered: perSecond("ordered"),
      growthMb: Math.max(...counted.map(({ csv }) => csv.growthMb)),
      others,
    };
  } finally {
    await child.stop();
    await connected(log.ownerUrl, (owner) => owner.query(`drop table "BenchExport"`));
  }
}
