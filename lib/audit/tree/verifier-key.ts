import { createPublicKey, hash, verify, type KeyObject } from "node:crypto";

/** Signature types of C2SP signed-note: Ed25519, and Ed25519 witness cosignatures. */
export const ED25519 = 0x01;
export const COSIGNATURE = 0x04;
export type SignatureType = typeof ED25519 | typeof COSIGNATURE;

export type VerifierKey = {
  name: string;
  /** 8 hex digits. Short: an identifier, no proof of anything. */
  keyId: string;
  type: SignatureType;
  /** 32 bytes. */
  publicKey: Buffer;
  key: KeyObject;
};

const RAW_KEY_BYTES = 32;
/** DER of an Ed25519 SubjectPublicKeyInfo up to the key itself (RFC 8410 §4). */
const SPKI_PREFIX = Buffer.from("302a300506032b6570032100", "hex");

/** @throws TypeError for a name that C2SP signed-note does not allow, or a key of another length. */
export function verifierKey(name: string, type: SignatureType, publicKey: Buffer): VerifierKey {
  assertKeyName(name);
  if (publicKey.length !== RAW_KEY_BYTES) throw new TypeError("an Ed25519 key has 32 bytes");
  const der = Buffer.concat([SPKI_PREFIX, publicKey]);
  const key = createPublicKey({ key: der, format: "der", type: "spki" });
  return { name, keyId: keyIdOf(name, type, publicKey), type, publicKey, key };
}

/** The first four bytes of SHA-256(name ‖ 0x0A ‖ type ‖ key), as hex. */
export function keyIdOf(name: string, type: SignatureType, publicKey: Buffer): string {
  const bytes = Buffer.concat([Buffer.from(`${name}\n`), Buffer.from([type]), publicKey]);
  return hash("sha256", bytes, "hex").slice(0, 8);
}

/** `name+hexid+base64(type ‖ key)`, the vkey of C2SP signed-note. */
export function formatVkey({ name, keyId, type, publicKey }: VerifierKey): string {
  return `${name}+${keyId}+${Buffer.concat([Buffer.from([type]), publicKey]).toString("base64")}`;
}

/** @throws TypeError with a sentence for whoever typed it. */
export function parseVkey(text: string): VerifierKey {
  const [, name, keyId, encoded] = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text) ?? [];
  const bytes = encoded === undefined ? null : strictBase64(encoded);
  if (name === undefined || keyId === undefined || bytes === null)
    throw new TypeError("A verifier key looks like name+1a2b3c4d+AbC…: copy all of it.");
  const type = bytes[0];
  if (type !== ED25519 && type !== COSIGNATURE)
    throw new TypeError("The verifier key is of another kind than Ed25519.");
  const key = verifierKey(name, type, bytes.subarray(1));
  if (key.keyId !== keyId)
    throw new TypeError("The verifier key does not fit its own id: it was damaged on its way.");
  return key;
}

/** A verifier key as it stands, or the text of `publicKeyPem`, whose first line carries it. @throws TypeError */
export function readVkey(text: string): VerifierKey {
  const [, carried] = /^# gatehouse audit key: (.+)$/m.exec(text) ?? [];
  return parseVkey((carried ?? text).trim());
}

export function verifySignature(key: KeyObject, message: Buffer, signature: Buffer): boolean {
  return verify(null, message, key, signature);
}

/** SPKI PEM below a comment that carries the name: what `audit public-key` hands out. */
export function publicKeyPem(key: VerifierKey): string {
  const pem = key.key.export({ format: "pem", type: "spki" });
  return `# gatehouse audit key: ${formatVkey(key)}\n${String(pem)}`;
}

/** @throws TypeError */
export function assertKeyName(name: string): void {
  if (name === "" || /[\p{White_Space}\p{Cc}+]/u.test(name))
    throw new TypeError("The name of a key may have neither spaces nor a plus sign.");
}

/** Null for what is not exactly how base64 writes these bytes. */
export function strictBase64(text: string): Buffer | null {
  const bytes = Buffer.from(text, "base64");
  return bytes.toString("base64") === text ? bytes : null;
}
