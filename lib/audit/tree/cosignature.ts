import { formatSignatureLine, isOf, parseNote } from "./note.ts";
import type { Signer } from "./signer.ts";
import { COSIGNATURE, keyIdOf, verifySignature, type VerifierKey } from "./verifier-key.ts";

const TIME_BYTES = 8;

/**
 * A witness's line for a checkpoint, with its newline: C2SP tlog-cosignature, Ed25519 (type 0x04).
 * `text` is the text of the note, `seconds` the POSIX time of the witness.
 */
export async function cosign(text: string, signer: Signer, seconds: number): Promise<string> {
  const time = Buffer.alloc(TIME_BYTES);
  time.writeBigUInt64BE(BigInt(seconds));
  const signature = await signer.sign(messageOf(text, BigInt(seconds)));
  const keyId = keyIdOf(signer.name, COSIGNATURE, signer.publicKey);
  return formatSignatureLine({
    name: signer.name,
    keyId,
    signature: Buffer.concat([time, signature]),
  });
}

/** Adds the lines of witnesses to a note. They cover its text only, so their order is free. */
export function withCosignatures(note: string, lines: readonly string[]): string {
  return note + lines.join("");
}

/**
 * When the witness says it saw this checkpoint (POSIX seconds); null when it did not sign it, or
 * the line is not genuine. The latest, if it signed more than once.
 * @throws NoteError for what is no note.
 */
export function cosignedAt(note: string, witness: VerifierKey): number | null {
  const { text, signatures } = parseNote(note);
  let latest: number | null = null;
  for (const line of signatures) {
    if (witness.type !== COSIGNATURE || !isOf(line, witness)) continue;
    if (line.signature.length !== TIME_BYTES + 64) continue;
    const seconds = line.signature.readBigUInt64BE();
    const message = messageOf(text, seconds);
    if (!verifySignature(witness.key, message, line.signature.subarray(TIME_BYTES))) continue;
    latest = Math.max(latest ?? 0, Number(seconds));
  }
  return latest;
}

const messageOf = (text: string, seconds: bigint): Buffer =>
  Buffer.from(`cosignature/v1\ntime ${seconds}\n${text}`);
