import type { FeedStore } from "./feeds/feed-store.ts";

/** What scans have in common beside where they read. */
export type ScanTools = {
  feeds: FeedStore;
  /** For the fingerprints that are kept in place of secrets. */
  fingerprintKey: Buffer;
  /** Whether a package may be run, in a sandbox, to ask it for its tools. */
  capture: boolean;
};
