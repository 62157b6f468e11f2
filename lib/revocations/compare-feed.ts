import type { Context } from "#lib/kernel/context.ts";
import { feedMeta, lookUp, type FeedStore } from "#lib/trust/feeds/feed-store.ts";
import { canonicalPurl, type Revocation } from "#lib/trust/feeds/revocation.ts";
import { KIND_WORDS, type Subject } from "./core/words.ts";
import { listKnownArtifacts, type KnownArtifacts } from "./list-known-artifacts.ts";
import { recordFeedRevocations } from "./record-feed-revocations.ts";
import { readSubject } from "./subject.ts";

/** What a process has compared already; a new one begins with everything. */
export type Compared = { folder: string | null; at: Date | null };

/** A transaction that began before the last comparison may have become visible after it. */
const OVERLAP_MS = 10 * 60_000;

/**
 * Compares the imported list of revocations with what is registered: everything after an import, and
 * what is new otherwise. What it names is blocked from then on. Called every minute.
 */
export async function compareFeed(
  contextNow: () => Context,
  { feeds, compared, signal }: { feeds: FeedStore; compared: Compared; signal: AbortSignal },
): Promise<Compared> {
  const meta = await feedMeta(feeds, "revocations");
  if (meta === null) return compared;
  const { now } = contextNow();
  const isNew = meta.folder !== compared.folder || compared.at === null;
  const since = isNew ? null : new Date((compared.at ?? now).getTime() - OVERLAP_MS);
  let after: string | null = null;
  do {
    if (signal.aborted) return compared;
    const page: KnownArtifacts = await listKnownArtifacts(contextNow(), { since, after });
    const hits = await hitsOf(feeds, page, now);
    if (hits === null) return compared;
    if (hits.length > 0) await recordFeedRevocations(contextNow(), { hits });
    after = page.nextAfter;
  } while (after !== null);
  return { folder: meta.folder, at: now };
}

/** Null: the list was replaced or damaged meanwhile, so the next minute tries again. */
async function hitsOf(feeds: FeedStore, { packages, digests }: KnownArtifacts, now: Date) {
  const keys = new Set(digests);
  for (const { registryType, identifier, version } of packages) {
    const at = version === null ? "" : `@${version}`;
    const names = canonicalPurl(`pkg:${registryType}/${identifier}${at}`);
    if (names !== null) keys.add(names.exact).add(names.whole);
  }
  const looked = await lookUp(feeds, "revocations", { keys, now, evenStale: true });
  if (!looked.ok) return null;
  return [...looked.found].flatMap(([key, texts]) => {
    const read = readSubject(key);
    if (!read.ok) return [];
    return texts.map((text) => hitOf(read.subject, JSON.parse(text) as Revocation));
  });
}

const hitOf = (subject: Subject, { reason, note, since, by }: Revocation) => ({
  subject,
  kind: reason,
  reason: note.trim() === "" ? `The imported list says that ${KIND_WORDS[reason].means}.` : note,
  since: new Date(since),
  by,
});
