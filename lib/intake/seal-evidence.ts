import { createHmac, timingSafeEqual } from "node:crypto";
import { env } from "#lib/config/env.ts";
import { isJsonObject, type JsonObject } from "#lib/kernel/json.ts";

/** Evidence has at most some tens of kB. */
const MAX_SEALED = 400_000;

/**
 * Evidence travels through the form of the person whose request it judges: sealed for them, so that
 * reviewers read what intake found and not what somebody wrote into a hidden field.
 */
export function sealEvidence(evidence: object, personId: string): string {
  const body = Buffer.from(JSON.stringify(evidence)).toString("base64url");
  return `${body}.${sealOf(body, personId)}`;
}

/** Null for what is not sealed, or sealed for somebody else. */
export function openEvidence(sealed: string, personId: string): JsonObject | null {
  if (sealed.length > MAX_SEALED) return null;
  const [body = "", seal = ""] = sealed.split(".");
  const expected = Buffer.from(sealOf(body, personId));
  const given = Buffer.from(seal);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  const value: unknown = JSON.parse(Buffer.from(body, "base64url").toString());
  return isJsonObject(value) ? value : null;
}

function sealOf(body: string, personId: string): string {
  if (!env.secret) throw new TypeError("There is no secret to seal with.");
  return createHmac("sha256", `intake evidence ${env.secret}`)
    .update(`${personId} ${body}`)
    .digest("base64url");
}
