import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { env } from "#lib/config/env.ts";
import { AppError } from "#lib/kernel/errors.ts";

const VERSION = "v1";

/** A new signing secret as receivers write it: `whsec_` and base64 of 32 bytes. */
export const newSigningSecret = (): string => `whsec_${randomBytes(32).toString("base64")}`;

/** Seals a secret with the product's own (AES-256-GCM); it opens for this webhook only. */
export function sealSecret(secret: string, webhookId: string): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key(), iv).setAAD(Buffer.from(webhookId));
  const sealed = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
  return [VERSION, ...[iv, cipher.getAuthTag(), sealed].map(base64url)].join(".");
}

/** @throws AppError `unavailable` when it was sealed with another product secret. */
export function openSecret(sealed: string, webhookId: string): string {
  const [version, iv = "", tag = "", text = ""] = sealed.split(".");
  try {
    if (version !== VERSION) throw new Error("version");
    const decipher = createDecipheriv("aes-256-gcm", key(), bytes(iv), { authTagLength: 16 })
      .setAAD(Buffer.from(webhookId))
      .setAuthTag(bytes(tag));
    return Buffer.concat([decipher.update(bytes(text)), decipher.final()]).toString("utf8");
  } catch (cause) {
    throw new AppError(
      "unavailable",
      "The signing secret cannot be read, because GATEHOUSE_SECRET was changed: remove the webhook and add it again.",
      { cause },
    );
  }
}

function key(): Buffer {
  if (!env.secret)
    throw new AppError("unavailable", "GATEHOUSE_SECRET is not set: webhooks are signed with it.");
  return Buffer.from(hkdfSync("sha256", env.secret, "", "gatehouse webhook secrets", 32));
}

const base64url = (buffer: Buffer) => buffer.toString("base64url");
const bytes = (text: string) => Buffer.from(text, "base64url");
