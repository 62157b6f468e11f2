import { isJsonObject, ownValue, type Json, type JsonObject } from "#lib/kernel/json.ts";
import type { TrustMeta } from "./facts.ts";

const MOST = 200;
const DAY_SECONDS = 86_400;
const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: DAY_SECONDS };

/**
 * What a publisher declares in `_meta["org.mpaktrust"]` of a server.json or of a bundle's manifest
 * (MTF §4). Anything that is not of the right form counts as not said. Null: it declares nothing.
 */
export function trustMetaOf(document: JsonObject): TrustMeta | null {
  const meta = objectIn(document, "_meta");
  const own = meta && (objectIn(meta, "org.mpaktrust") ?? nested(meta));
  if (!own) return null;
  const source = objectIn(own, "source");
  const build = objectIn(own, "build");
  return {
    permissions: permissionsOf(objectIn(own, "permissions")),
    credentials: credentialsOf(ownValue(own, "credentials")),
    ...dataHandlingOf(objectIn(own, "dataHandling") ?? objectIn(own, "data_handling") ?? {}),
    sourceCommit: commitOf(source && ownValue(source, "commit")),
    reproducible: boolean(build && ownValue(build, "reproducible")),
  };
}

const objectIn = (object: JsonObject, key: string): JsonObject | null => {
  const value = ownValue(object, key);
  return isJsonObject(value) ? value : null;
};
/** `_meta.org.mpaktrust` taken word by word, which the specification's examples also show. */
const nested = (meta: JsonObject) => {
  const org = objectIn(meta, "org");
  return org && objectIn(org, "mpaktrust");
};
const text = (value: Json | undefined | null): string | null =>
  typeof value === "string" && value.trim() !== "" ? value.trim().slice(0, 2_000) : null;
const boolean = (value: Json | undefined | null): boolean | null =>
  typeof value === "boolean" ? value : null;

function oneOf<Word extends string>(
  value: Json | undefined | null,
  words: readonly Word[],
): Word | null {
  return words.find((word) => word === value) ?? null;
}

function permissionsOf(given: JsonObject | null): TrustMeta["permissions"] {
  if (given === null) return null;
  const of = (key: string) => ownValue(given, key);
  return {
    filesystem: oneOf(of("filesystem"), ["none", "read", "write", "full"]),
    network: oneOf(of("network"), ["none", "outbound", "inbound", "full"]),
    environment: oneOf(of("environment"), ["none", "read", "write"]),
    subprocess: oneOf(of("subprocess"), ["none", "restricted", "full"]),
    native: oneOf(of("native"), ["none", "required"]),
  };
}

type Credential = NonNullable<TrustMeta["credentials"]>[number];

function credentialsOf(value: Json | undefined): TrustMeta["credentials"] {
  if (!Array.isArray(value)) return null;
  return value.filter(isJsonObject).slice(0, MOST).map(credentialOf);
}

function credentialOf(given: JsonObject): Credential {
  const scopes = ownValue(given, "scopes");
  // The specification writes "file", its schema "disk".
  const storage = ownValue(given, "storage") ?? ownValue(given, "token_storage");
  const lifetime = ownValue(given, "token_lifetime") ?? ownValue(given, "tokenLifetime");
  return {
    provider: text(ownValue(given, "provider")) ?? "",
    scopes: Array.isArray(scopes) ? scopes.slice(0, MOST).flatMap(scopeOf) : [],
    tokenLifetimeSeconds: secondsOf(lifetime),
    storage: storage === "disk" ? "file" : oneOf(storage, ["memory", "keychain", "file"]),
    justification: text(ownValue(given, "justification")),
  };
}

function scopeOf(value: Json): Credential["scopes"][number][] {
  if (typeof value === "string") return [{ name: value, justification: null }];
  if (!isJsonObject(value)) return [];
  const name = text(ownValue(value, "name") ?? ownValue(value, "scope"));
  return name === null ? [] : [{ name, justification: text(ownValue(value, "justification")) }];
}

/** Seconds as a number, or `24h`, `30m`, `7d`. */
function secondsOf(value: Json | undefined): number | null {
  if (typeof value === "number" && value > 0) return value;
  const [, count, unit = ""] = /^(\d{1,9})\s*([smhd])$/.exec(text(value) ?? "") ?? [];
  return Number(count) * (UNITS[unit] ?? 0) || null;
}

function dataHandlingOf(
  given: JsonObject,
): Pick<TrustMeta, "egressHosts" | "dataClasses" | "retention" | "telemetry" | "privacyPolicy"> {
  const of = (camel: string, snake: string) => ownValue(given, camel) ?? ownValue(given, snake);
  return {
    egressHosts: textsOf(of("egressHosts", "egress_hosts")),
    dataClasses: textsOf(of("dataClasses", "data_classes")),
    retention: text(ownValue(given, "retention")),
    telemetry: oneOf(ownValue(given, "telemetry"), ["none", "opt_in", "opt_out", "always"]),
    privacyPolicy: text(of("privacyPolicy", "privacy_policy")),
  };
}

function textsOf(value: Json | undefined): string[] | null {
  if (!Array.isArray(value)) return null;
  return value.slice(0, MOST).flatMap((entry) => text(entry) ?? []);
}

function commitOf(value: Json | undefined | null): string | null {
  const commit = text(value);
  return commit !== null && /^[0-9a-f]{40}$/.test(commit) ? commit : null;
}
