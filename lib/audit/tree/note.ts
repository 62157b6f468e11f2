import type { Signer } from "./signer.ts";
import {
  ED25519,
  assertKeyName,
  strictBase64,
  verifySignature,
  type VerifierKey,
} from "./verifier-key.ts";

/** A text signed by one or more keys: C2SP signed-note. */
export type SignedNote = {
  /** Ends with a newline; the blank line before the signatures is not part of it. */
  text: string;
  signatures: NoteSignature[];
};
export type NoteSignature = {
  name: string;
  /** 8 hex digits. */
  keyId: string;
  signature: Buffer;
};

const MAX_SIGNATURES = 64;
const MAX_LENGTH = 65_536;
// Control characters other than newline, and halves of surrogate pairs.
const NOT_ALLOWED = /[\u0000-\u0009\u000b-\u001f]|\p{Surrogate}/u;
const SIGNATURE_LINE = /^— ([^ ]+) ([A-Za-z0-9+/=]+)$/;

/** What is no signed note; the message is for the operator. */
export class NoteError extends Error {
  override readonly name = "NoteError";
}

/** Reads a note and believes nothing in it yet. @throws NoteError */
export function parseNote(note: string): SignedNote {
  if (note.length > MAX_LENGTH) throw new NoteError("The note is too long.");
  if (NOT_ALLOWED.test(note)) throw new NoteError("The note has control characters.");
  const split = note.lastIndexOf("\n\n");
  if (split < 0 || !note.endsWith("\n"))
    throw new NoteError("The note has no signatures, or its last line is cut.");
  const lines = note.slice(split + 2, -1).split("\n");
  if (lines.length > MAX_SIGNATURES) throw new NoteError("The note has too many signatures.");
  return { text: note.slice(0, split + 1), signatures: lines.map(parseSignatureLine) };
}

/** One line without its newline. @throws NoteError */
export function parseSignatureLine(line: string): NoteSignature {
  const [, name, encoded] = SIGNATURE_LINE.exec(line) ?? [];
  const bytes = encoded === undefined ? null : strictBase64(encoded);
  if (name === undefined || bytes === null || bytes.length <= 4 || !isKeyName(name))
    throw new NoteError("A line below the blank one is no signature.");
  return { name, keyId: bytes.toString("hex", 0, 4), signature: bytes.subarray(4) };
}

/** With its newline. */
export function formatSignatureLine({ name, keyId, signature }: NoteSignature): string {
  const bytes = Buffer.concat([Buffer.from(keyId, "hex"), signature]);
  return `— ${name} ${bytes.toString("base64")}\n`;
}

export function formatNote({ text, signatures }: SignedNote): string {
  if (!text.endsWith("\n")) throw new NoteError("The text of a note ends with a newline.");
  return `${text}\n${signatures.map(formatSignatureLine).join("")}`;
}

export async function signNote(text: string, signer: Signer): Promise<string> {
  const { name, keyId } = signer;
  const signature = await signer.sign(Buffer.from(text));
  return formatNote({ text, signatures: [{ name, keyId, signature }] });
}

/**
 * The keys among `keys` that signed the note. As the specification asks, signatures of unknown
 * keys are ignored, and one bad signature of a known key spoils the note.
 * @throws NoteError when none signed it, or a signature is bad.
 */
export function verifyNote(note: string, keys: readonly VerifierKey[]): OpenedNote {
  const { text, signatures } = parseNote(note);
  const message = Buffer.from(text);
  const signedBy: VerifierKey[] = [];
  for (const line of signatures) {
    const known = keys.find((key) => key.type === ED25519 && isOf(line, key));
    if (!known) continue;
    if (!verifySignature(known.key, message, line.signature))
      throw new NoteError(`The signature of ${known.name} is not genuine.`);
    signedBy.push(known);
  }
  if (signedBy.length === 0) throw new NoteError("No key that is trusted here signed the note.");
  return { text, signatures, signedBy };
}
export type OpenedNote = SignedNote & { signedBy: VerifierKey[] };

export const isOf = (line: NoteSignature, key: VerifierKey): boolean =>
  line.name === key.name && line.keyId === key.keyId;

function isKeyName(name: string): boolean {
  try {
    assertKeyName(name);
    return true;
  } catch {
    return false;
  }
}
