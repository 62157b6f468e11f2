import { readJsonFile, type Import, type Written } from "./feed-file.ts";
import type { NewFeed } from "./feed-store.ts";
import { RevocationList, canonicalDigest, canonicalPurl } from "./revocation.ts";

export async function writeRevocations({ file }: Import, feed: NewFeed): Promise<Written> {
  const { issuedAt, revocations } = await readJsonFile(file, RevocationList);
  for (const revocation of revocations) {
    const digest = canonicalDigest(revocation.digest ?? "");
    const purl = canonicalPurl(revocation.purl ?? "");
    for (const key of [digest, purl?.exact ?? null])
      if (key !== null) await feed.add(key, revocation);
  }
  return { from: issuedAt, entries: revocations.length };
}
