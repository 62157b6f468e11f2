import { createHmac } from "node:crypto";

type Message = { id: string; at: Date; body: string };

/** The three headers of Standard Webhooks (symmetric, v1) for a secret written `whsec_…`. */
export function signatureHeaders(secret: string, { id, at, body }: Message) {
  const seconds = Math.floor(at.getTime() / 1_000).toString();
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const signature = createHmac("sha256", key).update(`${id}.${seconds}.${body}`).digest("base64");
  return {
    "webhook-id": id,
    "webhook-timestamp": seconds,
    "webhook-signature": `v1,${signature}`,
  };
}
