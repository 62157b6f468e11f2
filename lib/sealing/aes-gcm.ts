import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

export const NONCE_BYTES = 12;
export const TAG_BYTES = 16;

/** The ciphertext ends with the tag. */
export type Sealed = { nonce: Buffer; ciphertext: Buffer };

/** AES-256-GCM. `bound`: what it belongs to; it opens for nothing else. */
export function seal(key: Buffer, bound: string, plain: Buffer): Sealed {
  const nonce = randomBytes(NONCE_BYTES);
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
