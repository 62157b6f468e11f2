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
  const { id, key: outer } = presentKey();
  const { nonce, ciphertext } = seal(outer, wrapBound(subject), key);
  return Buffer.concat([id, nonce, ciphertext]);
}

/** It was wrapped with a key of keys that is not among the settings. */
export class OtherKeyOfKeys extends Error {}

/** @throws OtherKeyOfKeys, and Error when the wrapped key was changed. */
export function unwrapKey(wrapped: Buffer, subject: string): Buffer {
  const id = wrapped.subarray(0, ID_BYTES);
  const outer = keysOfKeys().find((one) => one.id.equals(id));
  if (!outer) throw new OtherKeyOfKeys("This key was wrapped with another key of keys.");
  return open(outer.key, wrapBound(subject), {
    nonce: wrapped.subarray(ID_BYTES, ID_BYTES + NONCE_BYTES),
    ciphertext: wrapped.subarray(ID_BYTES + NONCE_BYTES),
  });
}

const wrapBound = (subject: string) => `gatehouse audit subject ${subject}`;

type KeyOfKeys = { id: Buffer; key: Buffer };
let known: { from: string; keys: KeyOfKeys[] } | null = null;

function presentKey(): KeyOfKeys {
  const [present] = keysOfKeys();
  if (!present)
    throw new AppError(
      "unavailable",
      "Neither AUDIT_PAYLOAD_KEY nor GATEHOUSE_SECRET is set: what is personal in the log is sealed with it, so nothing was changed.",
    );
  return present;
}

/**
 * Never in the database: AUDIT_PAYLOAD_KEY, else one derived from GATEHOUSE_SECRET. Behind what is
 * used now those that were: they only open.
 */
function keysOfKeys(): KeyOfKeys[] {
  const { payloadKey, oldPayloadKeys } = env.audit;
  const given = [...(payloadKey === null ? [] : [payloadKey]), ...oldPayloadKeys];
  const from = [...given, env.secret].join();
  if (known?.from !== from) {
    const keys = given.map((one) => Buffer.from(one, "base64"));
    const derived = env.secret
      ? [Buffer.from(hkdfSync("sha256", env.secret, "", "gatehouse audit payloads", KEY_BYTES))]
      : [];
    const inTurn = payloadKey === null ? [...derived, ...keys] : [...keys, ...derived];
    known = { from, keys: inTurn.map(named) };
  }
  return known.keys;
}

function named(key: Buffer): KeyOfKeys {
  const id = createHash("sha256").update("gatehouse audit key of keys").update(key).digest();
  return { id: id.subarray(0, ID_BYTES), key };
}
