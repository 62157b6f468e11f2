import type { Context } from "#lib/kernel/context.ts";
import { defineQuery, type Readers } from "#lib/verbs/define-query.ts";
import { appendEvents } from "./chain/append-events.ts";
import { recordsOf } from "./chain/records-of.ts";
import type { AuditEntry, AuditFacts } from "./core/entry.ts";
import { EXPORT_FILES, exportStream, type ExportStream } from "./export/export-stream.ts";
import { resolveFilter } from "./resolve-filter.ts";
import { ExportAuditInput, type AuditFilter } from "./schemas.ts";

export type AuditExport = {
  fileName: string;
  mediaType: string;
  /** Read to its end or ended early, it leaves a record of how much was given out. */
  chunks: AsyncGenerator<Buffer, void, undefined>;
};

/**
 * The records of a filter as a file, the oldest first. Who takes them out is recorded before the
 * first byte, and how many they were after the last one.
 */
export const exportAuditEvents = defineQuery({
  name: "exportAuditEvents",
  permission: "audit.export",
  input: ExportAuditInput,

  async run({ db, sql }, ctx, { format, ...input }): Promise<AuditExport> {
    const [filter, people] = await Promise.all([
      resolveFilter(sql, input, ctx.now),
      format === "ocsf" ? peopleOf(db) : new Map(),
    ]);
    const { extension, mediaType } = EXPORT_FILES[format];
    const header = {
      type: "list",
      format: "gatehouse-audit-list/1",
      at: ctx.now.toISOString(),
      filters: given(input),
      note: "Records chosen by filters: as a whole they cannot be verified. For that, take the full export: gatehouse audit export.",
    };
    const stream = exportStream({ format, filter, header, people });
    return {
      fileName: `audit-${ctx.now.toISOString().slice(0, 19).replaceAll(":", "")}Z.${extension}`,
      mediaType,
      chunks: counted(ctx, stream, { format, filters: given(input) }),
    };
  },

  audit: (_export, { format, ...input }) => [entryOf({ format, filters: given(input) })],
});

const entryOf = (after: AuditFacts): AuditEntry => ({
  action: "export.read",
  targetKind: "export",
  targetId: "audit",
  before: null,
  after,
});

function given(input: AuditFilter): Record<string, string> {
  const filters = Object.entries(input).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string" && entry[1] !== "",
  );
  return Object.fromEntries(filters);
}

async function* counted(
  ctx: Context,
  { chunks, rows }: ExportStream,
  facts: AuditFacts,
): AsyncGenerator<Buffer, void, undefined> {
  let complete = false;
  let bytes = 0;
  try {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      yield chunk;
    }
    complete = true;
  } finally {
    const after = { ...facts, complete, bytes, ...(complete ? { rows: rows() } : {}) };
    const ended = { ...ctx, now: new Date() };
    await appendEvents(
      recordsOf(ended, [entryOf(after)], {
        kind: "event",
        outcome: complete ? "success" : "failed",
      }),
    );
  }
}

async function peopleOf(db: Readers["db"]) {
  const people = await db.user.findMany({ select: { id: true, name: true, email: true } });
  return new Map(people.map(({ id, name, email }) => [id, { name, email }]));
}
