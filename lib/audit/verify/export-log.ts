import type pg from "pg";
import { withCosignatures } from "../tree/cosignature.ts";
import { parseCheckpoint } from "../tree/checkpoint.ts";
import { parseNote } from "../tree/note.ts";
import { openPersonalProofs } from "../personal/open-personal.ts";
import { claimedStart } from "./claimed-start.ts";
import { sqlOfClient } from "./client-sql.ts";
import { FIELD, type RawEntry } from "./read-entries.ts";
import { readRange } from "./read-range.ts";

const RANGE = 50_000;

type Write = (text: string) => Promise<void>;
export type Exported = { firstLeaf: number; size: number; checkpoints: number };

/**
 * The log from a leaf to the newest checkpoint, as JSON lines that scripts/verify-audit.mjs can
 * verify with the public key alone; with what is personal, if that is asked for. Call it in a snapshot.
 * Null: nothing was signed yet.
 */
export async function exportLog(
  client: pg.Client,
  { firstLeaf, isPersonal = false }: { firstLeaf: number; isPersonal?: boolean },
  write: Write,
): Promise<Exported | null> {
  const checkpoints = await readCheckpoints(client, firstLeaf);
  const last = checkpoints.at(-1);
  if (!last) return null;
  const { origin } = parseCheckpoint(parseNote(last.note).text);
  await write(
    line({ type: "export", ...(await header(client, firstLeaf)), origin, size: last.size }),
  );
  let from = firstLeaf;
  for (const { size, note } of checkpoints) {
    while (from < size) {
      const to = Math.min(size, from + RANGE);
      const lines: string[] = [];
      const apart = new Map<string, number>();
      await readRange(
        client,
        { from, to },
        {
          entry: (entry) => {
            const at = lines.push(recordLine(entry)) - 1;
            if (isPersonal && entry.field(FIELD.commitment).length > 0)
              apart.set(entry.field(FIELD.id).toString("utf8"), at);
          },
          pruned: ({ hash, ...place }) =>
            lines.push(line({ type: "pruned", ...place, hash: hash.toString("hex") })),
        },
      );
      await addPersonal(client, lines, apart);
      await write(lines.join(""));
      from = to;
    }
    await write(line({ type: "checkpoint", note }));
  }
  return { firstLeaf, size: last.size, checkpoints: checkpoints.length };
}

const line = (value: object) => `${JSON.stringify(value)}\n`;

async function header(client: pg.Client, firstLeaf: number) {
  const { prefix, priors } = await claimedStart(client, firstLeaf);
  return {
    format: "gatehouse-audit-export/1",
    firstLeaf,
    prefix: prefix.map((hash) => hash.toString("hex")),
    priors,
  };
}

/** With what witnesses have signed, in the order of their sizes. */
async function readCheckpoints(
  client: pg.Client,
  firstLeaf: number,
): Promise<{ size: number; note: string }[]> {
  const { rows } = await client.query<{ size: number; note: string; cosigned: string[] }>(
    `SELECT c."size"::float8 AS "size", c."note", coalesce(array_agg(a."detail") FILTER (WHERE a."detail" IS NOT NULL), '{}') AS "cosigned"
    FROM "AuditCheckpoint" c
    LEFT JOIN "AuditAnchor" a ON a."size" = c."size" AND a."anchor" = 'witness' AND a."state" = 'done'
    WHERE c."size" > $1 GROUP BY c."size" ORDER BY c."size"`,
    [firstLeaf],
  );
  return rows.map(({ size, note, cosigned }) => ({ size, note: withCosignatures(note, cosigned) }));
}

/** Behind the line of each of these records that of its personal part, where it can be opened. */
async function addPersonal(
  client: pg.Client,
  lines: string[],
  apart: ReadonlyMap<string, number>,
): Promise<void> {
  const opened = await openPersonalProofs(sqlOfClient(client), [...apart.keys()]);
  for (const [id, part] of opened) {
    const at = apart.get(id);
    if (at === undefined || typeof part === "string") continue;
    lines[at] +=
      `{"type":"personal","id":"${id}","salt":"${part.salt.toString("hex")}","payload":${part.text}}\n`;
  }
}

/** The names of an entry's fields, from `prev` on. */
const NAMES = [
  "prev",
  "writer",
  "epoch",
  "seq",
  "id",
  "at",
  "kind",
  "action",
  "outcome",
  "actorKind",
  "actorId",
  "actorName",
  "credentialId",
  "targetKind",
  "targetId",
  "requestId",
  "traceId",
  "before",
  "after",
  "commitment",
] as const;
const ABSENT_WHEN_EMPTY = new Set<string>([
  "credentialId",
  "traceId",
  "before",
  "after",
  "commitment",
]);
/** They stand in the line as they are: numbers, and canonical JSON. */
const VERBATIM = new Set<string>(["epoch", "seq", "before", "after"]);

function recordLine(entry: RawEntry): string {
  let text = `{"type":"record","leaf":${entry.leaf}`;
  for (const [at, name] of NAMES.entries())
    text += `,"${name}":${valueOf(name, entry.field(at + 1))}`;
  return `${text},"hash":"${entry.field(FIELD.hash).toString("hex")}"}\n`;
}

function valueOf(name: string, bytes: Buffer): string {
  if (name === "prev") return `"${bytes.toString("hex")}"`;
  if (bytes.length === 0 && ABSENT_WHEN_EMPTY.has(name)) return "null";
  const text = bytes.toString("utf8");
  return VERBATIM.has(name) ? text : JSON.stringify(text);
}
