import { createHash, hkdfSync } from "node:crypto";
import { env } from "#lib/config/env.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { NONCE_BYTES, open, seal } from "#lib/sealing/aes-gcm.ts";

const ID_BYTES = 4;
export const KEY_BYTES = 32;

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
    nonce: wrapped.subarray(ID_BYTES, ID_BYTES + NONCE_BYTES),
    ciphertext: wrapped.subarray(ID_BYTES + NONCE_BYTES),
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
