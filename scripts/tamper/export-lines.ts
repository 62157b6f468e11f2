import { EMPTY_TREE, appendLeaves } from "#lib/audit/tree/merkle.ts";
import type { Json, JsonObject } from "#lib/kernel/json.ts";
import type { Sealed } from "./seal.ts";
import type { Story } from "./story.ts";

/** One line of an export. Loosely typed, because tampering makes it wrong. */
export type Line = JsonObject & { type: Json };

/** The export of a log from a leaf on, as objects. */
export function exportLines(story: Story, { records, notes }: Sealed, of: Part): Line[] {
  const { firstLeaf } = of;
  const lines: Line[] = [header(records, of)];
  for (const [leaf, record] of records.entries()) {
    if (leaf >= firstLeaf) lines.push(...recordLines(story, record, leaf));
    const signed = notes.find(({ size }) => size === leaf + 1 && size > firstLeaf);
    if (signed) lines.push({ type: "checkpoint", note: signed.note });
  }
  return lines;
}
export type Part = { origin: string; firstLeaf: number };

export const textOf = (lines: readonly Line[]): string =>
  lines.map((line) => `${JSON.stringify(line)}\n`).join("");

function header(records: Sealed["records"], { origin, firstLeaf }: Part): Line {
  const earlier = records.slice(0, firstLeaf);
  const heads = new Map(
    earlier.map(({ writer, epoch, seq, hash }) => [writer, { writer, epoch, seq, hash }]),
  );
  const leaves = earlier.map(({ hash }) => Buffer.from(hash, "hex"));
  const prefix = appendLeaves(EMPTY_TREE, leaves).hashes.map((hash) => hash.toString("hex"));
  const format = "gatehouse-audit-export/1";
  const size = records.length;
  return { type: "export", format, origin, firstLeaf, size, prefix, priors: [...heads.values()] };
}

function recordLines(story: Story, record: Sealed["records"][number], leaf: number): Line[] {
  const { id, writer, epoch, seq, hash } = record;
  if (story.pruned.has(leaf)) return [{ type: "pruned", leaf, writer, epoch, seq, hash }];
  const line: Line = { type: "record", leaf, ...record };
  const personal = story.personal.get(id);
  return personal ? [line, { type: "personal", id, ...personal }] : [line];
}
