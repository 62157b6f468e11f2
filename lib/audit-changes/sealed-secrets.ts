import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { env } from "#lib/config/env.ts";
import { SinkSecrets } from "#lib/audit-sinks/schemas.ts";
import { AppError } from "#lib/kernel/errors.ts";

const VERSION = "v1";

/**
 * Seals the secrets of a sink with the product's own (AES-256-GCM). They open for `owner` only: the
 * proposal that brought them, later the sink.
 */
export function sealSinkSecrets(secrets: SinkSecrets, owner: string): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key(), iv).setAAD(Buffer.from(owner));
  const plain = Buffer.from(JSON.stringify(secrets), "utf8");
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
  return [VERSION, ...[iv, cipher.getAuthTag(), sealed].map(base64url)].join(".");
}

/**
 * None where nothing was sealed.
 * @throws AppError `unavailable` when it was sealed with another product secret.
 */
export function openSinkSecrets(sealed: string | null, owner: string): SinkSecrets {
  if (sealed === null) return {};
  const [version, iv = "", tag = "", text = ""] = sealed.split(".");
  try {
    if (version !== VERSION) throw new Error("version");
    const decipher = createDecipheriv("aes-256-gcm", key(), bytes(iv), { authTagLength: 16 })
      .setAAD(Buffer.from(owner))
      .setAuthTag(bytes(tag));
    const plain = Buffer.concat([decipher.update(bytes(text)), decipher.final()]);
    return SinkSecrets.parse(JSON.parse(plain.toString("utf8")));
  } catch (cause) {
    throw new AppError(
      "unavailable",
      "The secrets of this sink cannot be read, because GATEHOUSE_SECRET was changed: propose them anew.",
      { cause },
    );
  }
}

function key(): Buffer {
  if (!env.secret)
    throw new AppError("unavailable", "GATEHOUSE_SECRET is not set: secrets are sealed with it.");
  return Buffer.from(hkdfSync("sha256", env.secret, "", "gatehouse audit sinks", 32));
}

const base64url = (buffer: Buffer) => buffer.toString("base64url");
const bytes = (text: string) => Buffer.from(text, "base64url");
