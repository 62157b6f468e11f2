import type { JsonObject } from "#lib/kernel/json.ts";
import { ocsfEvent } from "#lib/audit-sinks/core/ocsf.ts";
import type { Person } from "#lib/audit-sinks/core/sink-event.ts";
import { copyOut, type CopyOut } from "#lib/db/copy-out.ts";
import { PRODUCT_VERSION } from "#lib/kernel/product-version.ts";
import type { SequencedRecord } from "../core/record.ts";
import type { ResolvedFilter } from "../resolve-filter.ts";
import type { AuditExportFormat } from "../schemas.ts";
import { csvCopy, linesCopy } from "./export-text.ts";

export const EXPORT_FILES: Readonly<
  Record<AuditExportFormat, { extension: string; mediaType: string }>
> = {
  csv: { extension: "csv", mediaType: "text/csv; charset=utf-8" },
  jsonl: { extension: "jsonl", mediaType: "application/x-ndjson; charset=utf-8" },
  ocsf: { extension: "ocsf.jsonl", mediaType: "application/x-ndjson; charset=utf-8" },
};

type Options = {
  format: AuditExportFormat;
  filter: ResolvedFilter;
  /** The first line of a list of records: what it is, and that it proves nothing as a whole. */
  header: JsonObject;
  people: ReadonlyMap<string, Person>;
};
export type ExportStream = { chunks: AsyncIterable<Buffer>; rows: () => number };

/** The bytes of an export, made as they are read. */
export function exportStream({ format, filter, header, people }: Options): ExportStream {
  if (format === "csv") return lines(copyOut(csvCopy(filter)), withReturns);
  const copied = copyOut(linesCopy(filter));
  if (format === "ocsf") return lines(copied, (chunks) => asOcsf(chunks, people));
  return lines(copied, (chunks) => below(header, chunks));
}

type Turn = (chunks: AsyncIterable<Buffer>) => AsyncIterable<Buffer>;
const lines = (copied: CopyOut, turn: Turn): ExportStream => ({
  chunks: turn(copied.chunks),
  rows: copied.rows,
});

/** RFC 4180 ends lines with CRLF, PostgreSQL with LF; no cell has either of them. */
async function* withReturns(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks)
    yield Buffer.from(chunk.toString("latin1").replaceAll("\n", "\r\n"), "latin1");
}

async function* below(header: JsonObject, chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let first = Buffer.from(`${JSON.stringify(header)}\n`);
  for await (const chunk of chunks) {
    yield first.length === 0 ? chunk : Buffer.concat([first, chunk]);
    first = Buffer.alloc(0);
  }
  if (first.length > 0) yield first;
}

async function* asOcsf(
  chunks: AsyncIterable<Buffer>,
  people: ReadonlyMap<string, Person>,
): AsyncGenerator<Buffer> {
  let rest = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const all = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const end = all.lastIndexOf(0x0a) + 1;
    rest = Buffer.from(all.subarray(end));
    if (end > 0) yield Buffer.from(ocsfLines(all.toString("utf8", 0, end), people));
  }
}

function ocsfLines(text: string, people: ReadonlyMap<string, Person>): string {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const { type: _, ...record } = JSON.parse(line) as SequencedRecord & { type: string };
      const event = { type: "record" as const, record, people };
      return `${JSON.stringify(ocsfEvent(event, PRODUCT_VERSION))}\n`;
    })
    .join("");
}
