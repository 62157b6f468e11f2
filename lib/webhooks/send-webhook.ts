import { guardedFetch } from "#lib/egress/guarded-fetch.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { webhookBody, type WebhookEvent, type WebhookFormat } from "./core/formats.ts";
import { openSecret } from "./sealed-secret.ts";
import { signatureHeaders } from "./sign.ts";

export type WebhookTarget = {
  id: string;
  url: string;
  format: WebhookFormat;
  sealedSecret: string;
  allowedHosts: string[];
};

export type WebhookOutcome = { sent: true } | { sent: false; reason: string; gone: boolean };

const TIMEOUT_MS = 10_000;
const GONE = 410;

/**
 * One call, signed. `id` is the event's, equal for every attempt, so that a receiver can leave out
 * what it has. The reason of a failure never holds the address, which may carry a secret.
 */
export async function sendWebhook(
  target: WebhookTarget,
  message: { id: string; event: WebhookEvent; at: Date },
): Promise<WebhookOutcome> {
  try {
    const body = webhookBody(target.format, message.event);
    const secret = openSecret(target.sealedSecret, target.id);
    const { status } = await guardedFetch(target.url, {
      allowedHosts: target.allowedHosts,
      timeoutMs: TIMEOUT_MS,
      maxBytes: 1_048_576,
      post: {
        body,
        headers: {
          "content-type": "application/json",
          ...signatureHeaders(secret, { id: message.id, at: message.at, body }),
        },
      },
    });
    if (status >= 200 && status < 300) return { sent: true };
    return { sent: false, reason: `The receiver answered ${status}.`, gone: status === GONE };
  } catch (error) {
    if (error instanceof AppError) return { sent: false, reason: error.message, gone: false };
    throw error;
  }
}
