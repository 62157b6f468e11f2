import { randomBytes } from "node:crypto";
import { AppError } from "#lib/kernel/errors.ts";
import { openText, sealText } from "#lib/sealing/sealed-text.ts";

const PURPOSE = "gatehouse webhook secrets";

/** A new signing secret as receivers write it: `whsec_` and base64 of 32 bytes. */
export const newSigningSecret = (): string => `whsec_${randomBytes(32).toString("base64")}`;

/** Seals a secret with the product's own; it opens for this webhook only. */
export const sealSecret = (secret: string, webhookId: string): string =>
  sealText(secret, { purpose: PURPOSE, owner: webhookId });

/** @throws AppError `unavailable` when it was sealed with another product secret. */
export function openSecret(sealed: string, webhookId: string): string {
  try {
    return openText(sealed, { purpose: PURPOSE, owner: webhookId });
  } catch (cause) {
    throw new AppError(
      "unavailable",
      "The signing secret cannot be read, because GATEHOUSE_SECRET was changed: remove the webhook and add it again.",
      { cause },
    );
  }
}
