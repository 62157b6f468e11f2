import fs from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { readJsonFile, type Import, type Written } from "./feed-file.ts";
import { feedMeta, type FeedStore, type NewFeed } from "./feed-store.ts";

const FILE = "trusted_root.json";
/** Sigstore's `TrustedRoot`, as far as it can be told from other JSON. */
const TrustedRoot = z.looseObject({
  mediaType: z
    .string()
    .regex(/^application\/vnd\.dev\.sigstore\.trustedroot[.+]/, "is not that of a trusted root"),
  tlogs: z.array(z.looseObject({ publicKey: z.looseObject({ rawBytes: z.string() }) })).min(1),
  certificateAuthorities: z.array(z.looseObject({ certChain: z.looseObject({}) })).min(1),
});

/** The trusted root of Sigstore is used as it is; it has no date of its own. */
export async function writeTrustRoot({ file, about }: Import, feed: NewFeed): Promise<Written> {
  await readJsonFile(file, TrustedRoot);
  await fs.copyFile(file, path.join(feed.folder, FILE));
  return { from: about.importedAt, entries: 1 };
}

/** The imported trusted root of Sigstore; null: none was imported. */
export async function importedTrustRoot(feeds: FeedStore): Promise<string | null> {
  const meta = await feedMeta(feeds, "sigstore");
  return meta === null ? null : path.join(feeds.dir, meta.folder, FILE);
}
