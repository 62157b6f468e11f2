/** Whether the claims of a verified token are the ones that a publisher asks for. */
import { ownValue, type Json, type JsonObject } from "#lib/kernel/json.ts";

/** Claim → value it must have; `*` at the end stands for any rest. */
export type RequiredClaims = Readonly<Record<string, string>>;

export type TokenClaims = JsonObject;

/** The first claim that is missing or different; null when all are as asked. */
export function unmetClaim(required: RequiredClaims, claims: TokenClaims): string | null {
  const names = Object.keys(required);
  // Nothing asked for would be everybody who has a token of the issuer.
  if (names.length === 0) return "";
  return names.find((name) => !matchesValue(required[name] ?? "", ownValue(claims, name))) ?? null;
}

function matchesValue(wanted: string, value: Json | undefined): boolean {
  const text = textOf(value);
  if (text === null || wanted === "" || wanted === "*") return false;
  return wanted.endsWith("*") ? text.startsWith(wanted.slice(0, -1)) : text === wanted;
}

/** Lists and objects never match: which of their members counts would be a guess. */
function textOf(value: Json | undefined): string | null {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : null;
}

/** RFC 7519 4.1.3: one audience, or a list of them. */
export function hasAudience(claims: TokenClaims, audience: string): boolean {
  const given = ownValue(claims, "aud");
  return Array.isArray(given) ? given.includes(audience) : given === audience;
}

type Candidate = { audience: string; claims: RequiredClaims };

/** The publishers that a token may stand for, the one that asks for most first. */
export function matchingPublishers<Publisher extends Candidate>(
  publishers: readonly Publisher[],
  claims: TokenClaims,
): Publisher[] {
  return publishers
    .filter((one) => hasAudience(claims, one.audience) && unmetClaim(one.claims, claims) === null)
    .sort((one, other) => Object.keys(other.claims).length - Object.keys(one.claims).length);
}
