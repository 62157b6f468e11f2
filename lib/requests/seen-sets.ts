import type { Db } from "#lib/db/client.ts";
import { sqlOf } from "#lib/db/transaction-sql.ts";
import { canonicalJson, type JsonObject } from "#lib/kernel/json.ts";
import { hashOf } from "#lib/trust/declared-tools.ts";
import { installOptions } from "#lib/trust/install-options.ts";
import type { SeenSets } from "./core/seen-sets.ts";

type Row = { option: string; kind: string; name: string; setHash: string };

// Lists that are only declared say nothing of what a server tells.
const NEWEST = `
  SELECT DISTINCT ON ("option", "kind", "name") "option", "kind", "name", "setHash"
  FROM "TrustToolSnapshot" WHERE "versionId" = $1::uuid AND "seen" <> 'declared'
  ORDER BY "option", "kind", "name", "capturedAt" DESC`;

/** A step: the newest set of tools that a scan saw of each way to install a version. */
export async function loadSeenSets(
  db: Db,
  version: { id: string; document: JsonObject } | null,
): Promise<SeenSets> {
  if (version === null) return {};
  const rows = await sqlOf(db)<Row>({ text: NEWEST }, [version.id]);
  const keyOf = (option: string, kind: string, name: string) => canonicalJson([option, kind, name]);
  const hashes = new Map(
    rows.map(({ option, kind, name, setHash }) => [keyOf(option, kind, name), setHash]),
  );
  return Object.fromEntries(
    installOptions(version.document).flatMap(({ option, reference }) => {
      const hash = reference && hashes.get(keyOf(option, reference.kind, reference.name));
      return hash ? [[option, hash]] : [];
    }),
  );
}

/** What a decision names as the tools that its maker saw: SHA-256 (hex); null: no scan has seen any. */
export const hashOfSets = (sets: SeenSets): string | null =>
  Object.keys(sets).length === 0 ? null : hashOf(canonicalJson({ ...sets }));
