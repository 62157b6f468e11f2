import { randomBytes } from "node:crypto";
import fs from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import type { EvidenceRecord } from "../collect/reach.ts";
import { BucketWriter, DamagedBucket, findInBuckets } from "./buckets.ts";

/** What can be imported; advisories come by ecosystem, since each export is whole for one alone. */
export const FEED_NAMES = [
  "osv-npm",
  "osv-pypi",
  "epss",
  "kev",
  "scorecard",
  "sigstore",
  "revocations",
] as const;
export type FeedName = (typeof FEED_NAMES)[number];

/** Hours after which the data of a feed no longer count; null: they do not age. */
const MAX_AGE_HOURS: Readonly<Record<FeedName, number | null>> = {
  "osv-npm": 72,
  "osv-pypi": 72,
  epss: 72,
  // The catalogue is released when it has something new, which can be a week apart.
  kev: 168,
  // Scorecard computes once a week.
  scorecard: 336,
  sigstore: null,
  revocations: 72,
};

const BUCKETS: Readonly<Record<FeedName, number>> = {
  "osv-npm": 256,
  "osv-pypi": 256,
  epss: 256,
  kev: 4,
  scorecard: 16,
  sigstore: 0,
  revocations: 16,
};

const timestamp = z.iso.datetime({ offset: true });
const FeedMeta = z.object({
  kind: z.enum(FEED_NAMES),
  importedAt: timestamp,
  /** The date of the data themselves. */
  from: timestamp,
  entries: z.number().int().min(0),
  /** Of the imported file, hex. */
  sha256: z.string(),
  /** Name of the imported file. */
  source: z.string(),
  /** The folder with the data, beside this file. */
  folder: z.string().regex(/^[\w-]+$/),
  /** Size of each bucket in bytes. */
  sizes: z.array(z.number().int().min(0)),
});
export type FeedMeta = z.output<typeof FeedMeta>;

/** The imported feeds, as files below one folder, and what was read from outside and is kept for a while. */
export type FeedStore = {
  readonly dir: string;
  /** Bodies of advisories by id. */
  readonly advisories: Map<string, Buffer>;
  /** The catalogue of exploited vulnerabilities by its address. */
  readonly catalogues: Map<string, Catalogue>;
};
type Catalogue = { readAt: Date; ids: ReadonlySet<string>; evidence: EvidenceRecord };

export const openFeeds = (dir: string): FeedStore => ({
  dir,
  advisories: new Map(),
  catalogues: new Map(),
});

const metaFile = (feeds: FeedStore, kind: FeedName) => path.join(feeds.dir, `${kind}.json`);

/** Null: there is none that can be read. */
export async function feedMeta(feeds: FeedStore, kind: FeedName): Promise<FeedMeta | null> {
  try {
    const text = await fs.readFile(metaFile(feeds, kind), "utf8");
    const meta = FeedMeta.parse(JSON.parse(text));
    return meta.kind === kind ? meta : null;
  } catch {
    return null;
  }
}

export async function listFeeds(feeds: FeedStore): Promise<FeedMeta[]> {
  const all = await Promise.all(FEED_NAMES.map((kind) => feedMeta(feeds, kind)));
  return all.filter((meta) => meta !== null);
}

export const feedAgeHours = ({ from }: Pick<FeedMeta, "from">, now: Date): number =>
  (now.getTime() - Date.parse(from)) / 3_600_000;

export function isStale(meta: Pick<FeedMeta, "kind" | "from">, now: Date): boolean {
  const most = MAX_AGE_HOURS[meta.kind];
  return most !== null && feedAgeHours(meta, now) > most;
}

export type Looked =
  | { ok: true; meta: FeedMeta; found: Map<string, string[]> }
  | { ok: false; why: "missing" | "stale" | "damaged" };

/** The values (JSON texts) of these keys, when the feed is there and (unless told otherwise) fresh. */
export async function lookUp(
  feeds: FeedStore,
  kind: FeedName,
  asked: { keys: Iterable<string>; now: Date; evenStale?: boolean },
): Promise<Looked> {
  const { keys, now, evenStale = false } = asked;
  const meta = await feedMeta(feeds, kind);
  if (meta === null) return { ok: false, why: "missing" };
  if (!evenStale && isStale(meta, now)) return { ok: false, why: "stale" };
  try {
    const found = await findInBuckets(path.join(feeds.dir, meta.folder), meta.sizes, keys);
    return { ok: true, meta, found };
  } catch (error) {
    if (!(error instanceof DamagedBucket)) throw error;
    // An import may just have put a new folder in place.
    const newer = await feedMeta(feeds, kind);
    if (newer !== null && newer.folder !== meta.folder) return lookUp(feeds, kind, asked);
    return { ok: false, why: "damaged" };
  }
}

/** A feed that is being written and that nobody sees yet. */
export type NewFeed = {
  folder: string;
  add: (key: string, value: unknown) => Promise<void>;
  count: () => number;
  /** Writes the rest; nobody sees it yet. */
  seal: (about: Omit<FeedMeta, "kind" | "folder" | "sizes">) => Promise<SealedFeed>;
  /** Removes what was written, unless it was published. */
  discard: () => Promise<void>;
};

/** A feed that is whole, beside the one whose place it takes. */
export type SealedFeed = {
  meta: FeedMeta;
  /** Puts it in the place of the one before, at once. */
  publish: () => Promise<void>;
};

export async function startFeed(feeds: FeedStore, kind: FeedName): Promise<NewFeed> {
  const name = `${kind}-${randomBytes(6).toString("hex")}`;
  const folder = path.join(feeds.dir, name);
  await fs.mkdir(folder, { recursive: true });
  const writer = new BucketWriter(folder, BUCKETS[kind]);
  let isPublished = false;
  return {
    folder,
    add: (key, value) => writer.add(key, value),
    count: () => writer.count,
    seal: async (about) => {
      const meta = { ...about, kind, folder: name, sizes: await writer.close() };
      await fs.writeFile(path.join(folder, "meta.json"), JSON.stringify(meta));
      const publish = async () => {
        await putInPlace(feeds, meta);
        isPublished = true;
      };
      return { meta, publish };
    },
    discard: async () => {
      if (!isPublished) await fs.rm(folder, { recursive: true, force: true });
    },
  };
}

async function putInPlace(feeds: FeedStore, meta: FeedMeta): Promise<void> {
  const file = metaFile(feeds, meta.kind);
  const before = await feedMeta(feeds, meta.kind);
  await fs.rename(path.join(feeds.dir, meta.folder, "meta.json"), file);
  if (before !== null)
    await fs.rm(path.join(feeds.dir, before.folder), { recursive: true, force: true });
  await removeAbandoned(feeds, meta);
}

const DAY_MS = 86_400_000;

/** Folders of imports that were killed; one of today may still be written. */
async function removeAbandoned(feeds: FeedStore, { kind, folder }: FeedMeta): Promise<void> {
  for (const name of await fs.readdir(feeds.dir)) {
    if (name === folder || !new RegExp(`^${kind}-[0-9a-f]{12}$`).test(name)) continue;
    const whole = path.join(feeds.dir, name);
    const { mtimeMs } = await fs.stat(whole);
    if (Date.now() - mtimeMs > DAY_MS) await fs.rm(whole, { recursive: true, force: true });
  }
}
