import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from "node:crypto";
import { env } from "#lib/config/env.ts";
import { AppError } from "#lib/kernel/errors.ts";

const IV_BYTES = 12;
const TAG_BYTES = 16;
const ID_BYTES = 4;
export const KEY_BYTES = 32;

/** AES-256-GCM. `bound`: what it belongs to; it opens for nothing else. */
export type Sealed = { nonce: Buffer; ciphertext: Buffer };

/** The ciphertext ends with the tag. */
export function seal(key: Buffer, bound: string, plain: Buffer): Sealed {
  const nonce = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(bound));
  const ciphertext = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  return { nonce, ciphertext };
}

/** @throws Error when it was sealed with another key, for something else, or was changed. */
export function open(key: Buffer, bound: string, { nonce, ciphertext }: Sealed): Buffer {
  const end = ciphertext.length - TAG_BYTES;
  const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(bound))
    .setAuthTag(ciphertext.subarray(end));
  return Buffer.concat([decipher.update(ciphertext.subarray(0, end)), decipher.final()]);
}

/**
 * The key of a subject as the database holds it; it begins with what names the key of keys, so
 * that nothing is sealed with a key that cannot be unwrapped any more.
 */
export function wrapKey(key: Buffer, subject: string): Buffer {
  const { id, key: outer } = keyOfKeys();
  const { nonce, ciphertext } = seal(outer, wrapBound(subject), key);
  return Buffer.concat([id, nonce, ciphertext]);
}

/** @throws Error when the key of keys is another one now. */
export function unwrapKey(wrapped: Buffer, subject: string): Buffer {
  const { id, key } = keyOfKeys();
  if (!wrapped.subarray(0, ID_BYTES).equals(id))
    throw new Error("This key was wrapped with another key of keys.");
  return open(key, wrapBound(subject), {
    nonce: wrapped.subarray(ID_BYTES, ID_BYTES + IV_BYTES),
    ciphertext: wrapped.subarray(ID_BYTES + IV_BYTES),
  });
}

const wrapBound = (subject: string) => `gatehouse audit subject ${subject}`;

type KeyOfKeys = { id: Buffer; key: Buffer };
let known: { from: string; pair: KeyOfKeys } | null = null;

/** Never in the database: AUDIT_PAYLOAD_KEY, else one derived from GATEHOUSE_SECRET. */
function keyOfKeys(): KeyOfKeys {
  const from = env.audit.payloadKey ?? env.secret;
  if (!from)
    throw new AppError(
      "unavailable",
      "Neither AUDIT_PAYLOAD_KEY nor GATEHOUSE_SECRET is set: what is personal in the log is sealed with it, so nothing was changed.",
    );
  if (known?.from !== from) {
    const key =
      env.audit.payloadKey === null
        ? Buffer.from(hkdfSync("sha256", from, "", "gatehouse audit payloads", KEY_BYTES))
        : Buffer.from(from, "base64");
    const id = createHash("sha256").update("gatehouse audit key of keys").update(key).digest();
    known = { from, pair: { id: id.subarray(0, ID_BYTES), key } };
  }
  return known.pair;
}
