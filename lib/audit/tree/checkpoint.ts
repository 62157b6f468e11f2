import { HASH_BYTES } from "./merkle.ts";
import { NoteError, signNote, verifyNote } from "./note.ts";
import type { Signer } from "./signer.ts";
import { strictBase64, type VerifierKey } from "./verifier-key.ts";

/** The head of a tree at a size: C2SP tlog-checkpoint. We write no extension lines. */
export type Checkpoint = { origin: string; size: number; root: Buffer };

export function formatCheckpoint({ origin, size, root }: Checkpoint): string {
  if (origin === "" || /[\u0000-\u001f]/.test(origin))
    throw new NoteError("The origin of a checkpoint is one line.");
  if (!Number.isSafeInteger(size) || size < 0)
    throw new NoteError(`A checkpoint cannot have size ${size}.`);
  if (root.length !== HASH_BYTES) throw new NoteError("The root of a checkpoint has 32 bytes.");
  return `${origin}\n${size}\n${root.toString("base64")}\n`;
}

/**
 * Reads the text of a note whose signature was checked. Extension lines are allowed and ignored.
 * @throws NoteError
 */
export function parseCheckpoint(text: string): Checkpoint {
  const lines = text.split("\n");
  const [origin = "", decimal = "", encoded = ""] = lines;
  // The text ends with a newline, so that the last part is empty and no other one is.
  if (lines.length < 4 || lines.indexOf("") !== lines.length - 1)
    throw new NoteError(
      "The checkpoint does not have an origin, a size and a root on three lines.",
    );
  const size = Number(decimal);
  if (!/^(0|[1-9]\d*)$/.test(decimal) || !Number.isSafeInteger(size))
    throw new NoteError("The size of the checkpoint is no plain decimal number.");
  const root = strictBase64(encoded);
  if (root?.length !== HASH_BYTES)
    throw new NoteError("The root of the checkpoint is not 32 bytes of base64.");
  return { origin, size, root };
}

export async function signCheckpoint(checkpoint: Checkpoint, signer: Signer): Promise<string> {
  return signNote(formatCheckpoint(checkpoint), signer);
}

/** @throws NoteError unless one of the keys signed it and it is a checkpoint. */
export function openCheckpoint(note: string, keys: readonly VerifierKey[]): Checkpoint {
  return parseCheckpoint(verifyNote(note, keys).text);
}
