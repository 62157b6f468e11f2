import fs from "node:fs";
import type pg from "pg";
import { AppError } from "#lib/kernel/errors.ts";
import { openCheckpoint } from "../tree/checkpoint.ts";
import { NoteError } from "../tree/note.ts";
import { consistencyProof, verifyConsistency, type SubtreeSource } from "../tree/proofs.ts";
import { MissingTile, readTile } from "../sequencer/read-tiles.ts";
import { tileSource } from "../tree/tiles.ts";
import { sqlOfClient } from "./client-sql.ts";
import type { VerifierKey } from "../tree/verifier-key.ts";

export type ConsistencyAnswer = {
  consistent: boolean;
  words: string;
  from: { size: number; root: string };
  to: { size: number; root: string };
  /** Base64, as C2SP writes it. */
  proof: string[];
};

/** `flaw`: why it is no checkpoint of this log, although it is stored as one. */
type Named = { size: number; root: Buffer; flaw?: string };

/**
 * Whether one state of the log continues another one: both as checkpoints, of a file or by a size
 * that was signed. The proof is read from the tiles.
 */
export async function proveConsistency(
  client: pg.Client,
  names: readonly [string, string],
  keys: readonly VerifierKey[],
): Promise<ConsistencyAnswer> {
  const one = await checkpointOf(client, names[0], keys);
  const other = await checkpointOf(client, names[1], keys);
  const [from, to] = one.size <= other.size ? [one, other] : [other, one];
  const source = tileSource(readTile(sqlOfClient(client)));
  const proof = await proofBetween(from, to, source);
  const flaw = from.flaw ?? to.flaw;
  const consistent =
    flaw === undefined &&
    proof !== null &&
    verifyConsistency({
      from: from.size,
      to: to.size,
      fromRoot: from.root,
      toRoot: to.root,
      proof,
    });
  return {
    consistent,
    words: flaw ?? wordsOf(consistent, from, to),
    from: { size: from.size, root: from.root.toString("base64") },
    to: { size: to.size, root: to.root.toString("base64") },
    proof: (proof ?? []).map((hash) => hash.toString("base64")),
  };
}

const wordsOf = (consistent: boolean, from: Named, to: Named): string =>
  consistent
    ? `The log of ${to.size} records continues the log of ${from.size} records: nothing of it was changed.`
    : `The log of ${to.size} records does not continue the log of ${from.size} records: one of them is not the history of this log.`;

/** Null: the tiles do not reach that far, so that nothing can be proven from them. */
async function proofBetween(
  from: Named,
  to: Named,
  source: SubtreeSource,
): Promise<Buffer[] | null> {
  try {
    return await consistencyProof(from.size, to.size, source);
  } catch (error) {
    if (error instanceof RangeError || error instanceof MissingTile) return null;
    throw error;
  }
}

async function checkpointOf(
  client: pg.Client,
  name: string,
  keys: readonly VerifierKey[],
): Promise<Named> {
  if (!/^\d{1,15}$/.test(name)) return openCheckpoint(readNote(name), keys);
  const { rows } = await client.query<{ note: string; root: Buffer }>(
    `SELECT "note", "root" FROM "AuditCheckpoint" WHERE "size" = $1`,
    [name],
  );
  const [row] = rows;
  if (!row) throw new AppError("not_found", `No checkpoint of ${name} records was signed.`);
  const stored = { size: Number(name), root: row.root };
  const flaw = flawOf(row.note, stored, keys);
  return flaw === null ? stored : { ...stored, flaw };
}

/** Null: the note says what is stored beside it, and the log's key signed it. */
function flawOf(note: string, { size, root }: Named, keys: readonly VerifierKey[]): string | null {
  const checkpoint = `The checkpoint of ${size} records`;
  try {
    const signed = openCheckpoint(note, keys);
    if (signed.size === size && signed.root.equals(root)) return null;
    return `${checkpoint} says something else than what was signed.`;
  } catch (error) {
    if (error instanceof NoteError) return `${checkpoint}: ${error.message}`;
    throw error;
  }
}

function readNote(file: string): string {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    throw new AppError("invalid", "Name a size that was signed, or a file of a checkpoint.");
  }
}
