import type { EvidenceRecord } from "../collect/reach.ts";
import type { SlimPackument } from "./slim-packument.ts";

/** A package's document, cut down, and where it came from. */
export type ReadPackument = { slim: SlimPackument; record: EvidenceRecord };
type Cached = { at: number; read: ReadPackument };

const CACHE_MS = 10 * 60_000;
const MAX_BYTES = 64 * 1_048_576;
/** By address, oldest first: the versions of a package change seldom, and scans come in rows. */
const cache = new Map<string, Cached>();
let cachedBytes = 0;

/** @param now milliseconds. */
export function cachedPackument(url: string, now: number): ReadPackument | null {
  const cached = cache.get(url);
  if (cached === undefined) return null;
  if (now - cached.at < CACHE_MS && now >= cached.at) return cached.read;
  forget(url, cached);
  return null;
}

export function keepPackument(url: string, at: number, read: ReadPackument): void {
  const before = cache.get(url);
  if (before !== undefined) forget(url, before);
  cache.set(url, { at, read });
  cachedBytes += read.slim.sizeBytes;
  for (const [oldest, cached] of cache) {
    if (cachedBytes <= MAX_BYTES) return;
    forget(oldest, cached);
  }
}

function forget(url: string, { read }: Cached): void {
  cache.delete(url);
  cachedBytes -= read.slim.sizeBytes;
}
