/** A server's document with one of its addresses changed, as a version of its own. */
import { semanticVersion } from "#lib/catalog/core/version-order.ts";
import { isJsonObject, ownValue, type Json, type JsonObject } from "#lib/kernel/json.ts";

export type Endpoint = { from: string; to: string };

/** Null where no remote of the document has the address. A version never changes, so this is another. */
export function withRemote(
  document: JsonObject,
  { from, to }: Endpoint,
  version: string,
): JsonObject | null {
  const remotes = ownValue(document, "remotes");
  if (!Array.isArray(remotes) || !remotes.some((remote) => urlOf(remote) === from)) return null;
  const changed = remotes.map((remote) =>
    isJsonObject(remote) && urlOf(remote) === from ? { ...remote, url: to } : remote,
  );
  return { ...document, version, remotes: changed };
}

/** The addresses of a document's remotes. */
export function remoteUrls(document: JsonObject): string[] {
  const remotes = ownValue(document, "remotes");
  return Array.isArray(remotes) ? remotes.map(urlOf).filter((url) => url !== null) : [];
}

function urlOf(remote: Json): string | null {
  const url = isJsonObject(remote) ? ownValue(remote, "url") : undefined;
  return typeof url === "string" ? url : null;
}

/** The next free version after one, which the registry sorts behind it. */
export function nextVersion(version: string, taken: readonly string[]): string {
  const semantic = semanticVersion(version);
  const candidate = (step: bigint) => {
    if (semantic === null || semantic.prerelease.length > 0)
      return `${version.split("+")[0] ?? version}.${step}`;
    const [major, minor, patch] = semantic.core;
    return `${version.startsWith("v") ? "v" : ""}${major}.${minor}.${BigInt(patch) + step}`;
  };
  for (let step = 1n; ; step += 1n) if (!taken.includes(candidate(step))) return candidate(step);
}
