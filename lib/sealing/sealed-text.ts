import { hkdfSync } from "node:crypto";
import { env } from "#lib/config/env.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { open, seal, TAG_BYTES } from "./aes-gcm.ts";

/** `v1.nonce.tag.ciphertext`, each in base64url. */
const VERSION = "v1";

type Seal = {
  /** What it is for; each purpose has a key of its own, derived from GATEHOUSE_SECRET. */
  purpose: string;
  /** Whose it is: it opens for nothing else. */
  owner: string;
};

/**
 * Text sealed with the product's own secret, as text.
 * @throws AppError `unavailable` without GATEHOUSE_SECRET.
 */
export function sealText(text: string, { purpose, owner }: Seal): string {
  const { nonce, ciphertext } = seal(keyFor(purpose), owner, Buffer.from(text, "utf8"));
  const end = ciphertext.length - TAG_BYTES;
  const parts = [nonce, ciphertext.subarray(end), ciphertext.subarray(0, end)];
  return [VERSION, ...parts.map((part) => part.toString("base64url"))].join(".");
}

/** @throws Error when it was sealed with another secret, or for something else. */
export function openText(sealed: string, { purpose, owner }: Seal): string {
  const [version, nonce = "", tag = "", text = ""] = sealed.split(".");
  if (version !== VERSION) throw new Error("This was sealed in another form.");
  const ciphertext = Buffer.concat([bytes(text), bytes(tag)]);
  return open(keyFor(purpose), owner, { nonce: bytes(nonce), ciphertext }).toString("utf8");
}

const bytes = (text: string) => Buffer.from(text, "base64url");

function keyFor(purpose: string): Buffer {
  if (!env.secret)
    throw new AppError("unavailable", "GATEHOUSE_SECRET is not set: secrets are sealed with it.");
  return Buffer.from(hkdfSync("sha256", env.secret, "", purpose, 32));
}
