import { feedMeta, type FeedMeta, type FeedStore, type SealedFeed } from "./feed-store.ts";

/** A feed before and after an import; before: null for the first one, and for one that cannot be read. */
export type FeedChange = { kind: FeedMeta["kind"]; before: FeedMeta | null; after: FeedMeta };
export type RecordImport = (changes: FeedChange[]) => Promise<void>;

/**
 * Puts whole feeds in place, one after the other, once all of them are on record. What cannot be
 * recorded changes nothing. A crash between the record and the last feed leaves feeds of before in
 * place that the log says were replaced: importing the file again puts that right, and its record
 * names the feed of before as the one that was still there.
 */
export async function publishFeeds(
  feeds: FeedStore,
  sealed: readonly SealedFeed[],
  record: RecordImport,
): Promise<FeedMeta[]> {
  const changes: FeedChange[] = [];
  for (const { meta } of sealed)
    changes.push({ kind: meta.kind, before: await feedMeta(feeds, meta.kind), after: meta });
  await record(changes);
  for (const { publish } of sealed) await publish();
  return changes.map(({ after }) => after);
}
