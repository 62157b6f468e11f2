import type { Sql } from "#lib/db/transaction-sql.ts";
import { parseCheckpoint, type Checkpoint } from "../tree/checkpoint.ts";
import { NoteError, parseNote } from "../tree/note.ts";
import { rootAt } from "../tree/proofs.ts";
import { tileSource } from "../tree/tiles.ts";
import { MissingTile, readTile } from "./read-tiles.ts";

/** How a checkpoint that lies outside stands to this log: continued by it, or why it is not. */
export type Standing = { size: number; wrong: null } | { size: null; wrong: string };

/**
 * Judged by the tiles, in a few look-ups: the nightly check holds them against the records. A log that
 * was set back is told from one that is behind by the size of the tree, and when it has grown again
 * by its root. Whose signature the note has does not matter: what lies there should be ours.
 */
export async function standingOf(note: string, sql: Sql): Promise<Standing> {
  const kept = read(note);
  if (kept === null) return { size: null, wrong: "is no checkpoint" };
  const { size } = kept;
  const [tree] = await sql<{ size: number }>(
    { text: `SELECT "size"::float8 AS "size" FROM "AuditTree"` },
    [],
  );
  // The present size is not told: the same finding keeps the same words.
  if (size > (tree?.size ?? 0))
    return {
      size: null,
      wrong: `covers ${size} records, and this log has fewer: it was cut off or set back`,
    };
  if (!(await hasRoot(kept, sql)))
    return {
      size: null,
      wrong: `has another root for ${size} records than this log: one of them was written again`,
    };
  return { size, wrong: null };
}

function read(note: string): Checkpoint | null {
  try {
    return parseCheckpoint(parseNote(note).text);
  } catch (error) {
    if (error instanceof NoteError) return null;
    throw error;
  }
}

async function hasRoot({ size, root }: Checkpoint, sql: Sql): Promise<boolean> {
  try {
    return (await rootAt(size, tileSource(readTile(sql)))).equals(root);
  } catch (error) {
    // The tiles do not reach that far: nothing is proven.
    if (error instanceof RangeError || error instanceof MissingTile) return false;
    throw error;
  }
}
