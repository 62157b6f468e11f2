import { objectsIn, textIn } from "#lib/catalog/core/json-fields.ts";
import type { Tx } from "#lib/db/client.ts";
import { isJsonObject, parseJsonExact, stringifyJson, type JsonObject } from "#lib/kernel/json.ts";
import { bumpDocument, versionOf } from "./core/bump-document.ts";
import { isNewer, isRelease } from "./core/releases.ts";
import type { Seen } from "./schemas.ts";

export type LatestVersion = { version: string; orderKey: string; document: string };

/** A version that nobody has reviewed yet, as a document to propose. */
export type Newer = {
  version: string;
  document: string;
  /** Where it was seen, in words. */
  source: string;
  /** What the watch of that source saw: a draft is opened once for it. */
  registryType: string;
  identifier: string;
  seenVersion: string;
};

/** A step: the newest candidate that the mirrored registry brought, after the approved version. */
export async function findCandidate(
  tx: Tx,
  serverId: string,
  latest: LatestVersion,
): Promise<{ version: string; document: string } | null> {
  const rows = await tx.serverVersion.findMany({
    where: { serverId, lifecycle: "candidate", orderKey: { gt: latest.orderKey } },
    orderBy: { orderKey: "desc" },
    take: 50,
    select: { version: true, document: true },
  });
  return rows.find(({ version }) => isRelease(version)) ?? null;
}

/** The approved document with every package at its newest release; null where none is newer. */
export function newerPackages(latest: LatestVersion, seen: readonly Seen[]): Newer | null {
  const doc = objectOf(latest.document);
  const packages = objectsIn(doc, "packages");
  const newer = seen.filter(
    ({ position, version }) =>
      version !== null && isNewer(version, versionOf(packages[position] ?? {})),
  );
  const [first] = newer;
  if (first === undefined || first.version === null) return null;
  const bumps = newer.map(({ position, version }) => ({ position, version: version ?? "" }));
  const bumped = bumpDocument(doc, bumps);
  return {
    version: textIn(bumped, "version"),
    document: stringifyJson(bumped),
    source: first.source,
    registryType: first.registryType,
    identifier: first.identifier,
    seenVersion: first.version,
  };
}

function objectOf(text: string): JsonObject {
  const value = parseJsonExact(text);
  if (!isJsonObject(value)) throw new TypeError("A stored document is not a JSON object.");
  return value;
}
