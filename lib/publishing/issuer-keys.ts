import type { JSONWebKeySet } from "jose";
import { z } from "zod";
import { guardedFetch } from "#lib/egress/guarded-fetch.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/verbs/parse-input.ts";

const PUBLIC_KINDS = new Set(["RSA", "EC", "OKP"]);

/** Public keys only: a shared secret in a public list would be everybody's. */
const KeySet = z
  .object({ keys: z.array(z.looseObject({ kty: z.string() })).max(200) })
  .transform(({ keys }): JSONWebKeySet => ({
    keys: keys.filter(({ kty }) => PUBLIC_KINDS.has(kty)),
  }));

const Discovery = z.object({ issuer: z.string(), jwks_uri: z.url() });

export type Issuer = { issuer: string; allowedHosts: readonly string[] };
type Kept = { keys: JSONWebKeySet; fetchedAtMs: number };

const MAX_ISSUERS = 100;
const MAX_AGE_MS = 3_600_000;
/** Unknown key ids, which strangers can make up, ask an issuer no more often than this. */
const REFETCH_AFTER_MS = 60_000;
/** An issuer that does not answer is left alone for a while. */
const RETRY_AFTER_MS = 10_000;
const LIMITS = { timeoutMs: 8_000, maxBytes: 524_288 } as const;

const kept = new Map<string, Kept>();
const failedAtMs = new Map<string, number>();
const flights = new Map<string, Promise<JSONWebKeySet>>();

/**
 * The public keys of an issuer, from its discovery document (OpenID Connect Discovery 1.0, 4.3).
 * `unknownKey`: the kept ones do not have the key that a token names.
 * @throws AppError `unavailable` when they cannot be had.
 */
export async function issuerKeys(
  issuer: Issuer,
  { nowMs, unknownKey }: { nowMs: number; unknownKey: boolean },
): Promise<JSONWebKeySet> {
  const known = kept.get(issuer.issuer);
  const goodForMs = unknownKey ? REFETCH_AFTER_MS : MAX_AGE_MS;
  if (known && nowMs - known.fetchedAtMs < goodForMs) return known.keys;
  const failed = failedAtMs.get(issuer.issuer);
  if (failed !== undefined && nowMs - failed < RETRY_AFTER_MS) throw unreachable(null);

  const flight = flights.get(issuer.issuer) ?? fetchAndKeep(issuer, nowMs);
  flights.set(issuer.issuer, flight);
  return flight;
}

async function fetchAndKeep(issuer: Issuer, nowMs: number): Promise<JSONWebKeySet> {
  try {
    const keys = await fetchKeys(issuer);
    remember(kept, issuer.issuer, { keys, fetchedAtMs: nowMs });
    failedAtMs.delete(issuer.issuer);
    return keys;
  } catch (error) {
    remember(failedAtMs, issuer.issuer, nowMs);
    throw error instanceof AppError ? unreachable(error) : error;
  } finally {
    flights.delete(issuer.issuer);
  }
}

async function fetchKeys({ issuer, allowedHosts }: Issuer): Promise<JSONWebKeySet> {
  const address = `${issuer.replace(/\/+$/, "")}/.well-known/openid-configuration`;
  const found = await fetchJson(address, allowedHosts, Discovery);
  if (found.issuer !== issuer)
    throw new AppError("invalid", "The issuer calls itself by another name.");
  if (issuer.startsWith("https:") && !found.jwks_uri.startsWith("https:"))
    throw new AppError("invalid", "The issuer's keys are not served over https.");
  return fetchJson(found.jwks_uri, allowedHosts, KeySet);
}

async function fetchJson<Schema extends z.ZodType>(
  address: string,
  allowedHosts: readonly string[],
  schema: Schema,
): Promise<z.output<Schema>> {
  const { status, body } = await guardedFetch(address, { ...LIMITS, allowedHosts, sameHost: true });
  if (status !== 200) throw new AppError("invalid", `The issuer answers ${status}.`);
  let value: unknown;
  try {
    value = JSON.parse(body.toString("utf8"));
  } catch (cause) {
    throw new AppError("invalid", "The issuer does not answer with JSON.", { cause });
  }
  return parseInput(schema, value);
}

function remember<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > MAX_ISSUERS && oldest !== undefined) map.delete(oldest);
}

/** The reason is for our log: to strangers a blocked and a silent issuer look the same. */
const unreachable = (cause: AppError | null) =>
  new AppError("unavailable", "The keys of the token's issuer cannot be fetched now.", { cause });
