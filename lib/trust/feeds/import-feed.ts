import fs from "node:fs/promises";
import path from "node:path";
import { badFile, codeOf, sha256Of, type Import, type Written } from "./feed-file.ts";
import {
  startFeed,
  type FeedMeta,
  type FeedName,
  type FeedStore,
  type NewFeed,
} from "./feed-store.ts";
import { importOsv } from "./import-osv.ts";
import { publishFeeds } from "./publish-feeds.ts";
import { writeEpss } from "./write-epss.ts";
import { writeKev } from "./write-kev.ts";
import { writeRevocations } from "./write-revocations.ts";
import { writeScorecard } from "./write-scorecard.ts";
import { writeTrustRoot } from "./write-trust-root.ts";

export const IMPORT_KINDS = ["osv", "epss", "kev", "scorecard", "sigstore", "revocations"] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];

const CLOCKS_DIFFER_MS = 3_600_000;

type Write = (given: Import, feed: NewFeed) => Promise<Written>;

const WRITERS: Readonly<Record<Exclude<ImportKind, "osv">, Write>> = {
  epss: writeEpss,
  kev: writeKev,
  scorecard: writeScorecard,
  sigstore: writeTrustRoot,
  revocations: writeRevocations,
};

/**
 * Reads a feed from a file and puts it in the place of the one before, at once (`publishFeeds`).
 * @throws AppError naming the file and what is wrong with it; the feed before then stays as it was.
 */
export async function importFeed(
  feeds: FeedStore,
  kind: ImportKind,
  given: Omit<Import, "about"> & { now: Date },
): Promise<FeedMeta[]> {
  const { now, file } = given;
  await mustBeFile(file);
  const about = {
    importedAt: now.toISOString(),
    sha256: await sha256Of(file),
    source: path.basename(file),
  };
  await makeFolder(feeds);
  const whole = { ...given, about };
  if (kind === "osv") return importOsv(feeds, whole);
  return importOne(feeds, kind, whole);
}

async function importOne(
  feeds: FeedStore,
  kind: Exclude<ImportKind, "osv"> & FeedName,
  given: Import,
): Promise<FeedMeta[]> {
  const feed = await startFeed(feeds, kind);
  try {
    const written = await WRITERS[kind](given, feed);
    const from = new Date(written.from).toISOString();
    const { importedAt } = given.about;
    if (Date.parse(from) - Date.parse(importedAt) > CLOCKS_DIFFER_MS)
      throw badFile(given.file, `its date (${from}) is still to come; check the clock.`);
    const sealed = await feed.seal({ ...given.about, from, entries: written.entries });
    return await publishFeeds(feeds, [sealed], given.record);
  } catch (error) {
    await feed.discard();
    throw error;
  }
}

async function mustBeFile(file: string): Promise<void> {
  try {
    if ((await fs.stat(file)).isFile()) return;
  } catch (error) {
    throw badFile(file, `it cannot be read (${codeOf(error)}).`, error);
  }
  throw badFile(file, "it is no file.");
}

async function makeFolder({ dir }: FeedStore): Promise<void> {
  try {
    await fs.mkdir(dir, { recursive: true });
  } catch (error) {
    throw badFile(dir, `the folder of the feeds cannot be made (${codeOf(error)}).`, error);
  }
}
