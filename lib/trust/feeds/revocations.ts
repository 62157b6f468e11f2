import { feedAgeHours, lookUp, type FeedStore } from "./feed-store.ts";
import { canonicalDigest, canonicalPurl, type Revocation } from "./revocation.ts";

export type Revoked = {
  /** Age of the imported list; null: none was ever imported, or it cannot be read any more. */
  ageHours: number | null;
  /** What revokes this artifact, or its whole package. */
  revocations: readonly Revocation[];
};

/**
 * Looks an artifact up in the imported list of revocations (MTF RG-05). What is revoked stays
 * revoked when the list grows old.
 */
export async function findRevocations(
  feeds: FeedStore,
  { digest, purl }: { digest: string | null; purl: string | null },
  now: Date,
): Promise<Revoked> {
  const names = canonicalPurl(purl ?? "");
  const keys = [canonicalDigest(digest ?? ""), names?.exact ?? null, names?.whole ?? null].filter(
    (key) => key !== null,
  );
  const looked = await lookUp(feeds, "revocations", { keys, now, evenStale: true });
  if (!looked.ok) return { ageHours: null, revocations: [] };
  const texts = new Set([...looked.found.values()].flat());
  return {
    ageHours: feedAgeHours(looked.meta, now),
    revocations: [...texts].map((text) => JSON.parse(text) as Revocation),
  };
}
