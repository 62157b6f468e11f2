import { createHash, randomBytes } from "node:crypto";
import fs from "node:fs/promises";
import path from "node:path";
import type { FeedStore } from "./feed-store.ts";

const KEPT_IN_MEMORY = 500;

/** The body of an advisory that was read before, from memory or disk; null: there is none. */
export async function keptAdvisory(feeds: FeedStore, id: string): Promise<Buffer | null> {
  const inMemory = feeds.advisories.get(id);
  if (inMemory) return inMemory;
  try {
    return await fs.readFile(fileOf(feeds, id));
  } catch {
    return null;
  }
}

export async function keepAdvisory(feeds: FeedStore, id: string, body: Buffer): Promise<void> {
  feeds.advisories.delete(id);
  feeds.advisories.set(id, body);
  const [oldest] = feeds.advisories.keys();
  if (feeds.advisories.size > KEPT_IN_MEMORY && oldest !== undefined)
    feeds.advisories.delete(oldest);
  const file = fileOf(feeds, id);
  const unfinished = `${file}.${randomBytes(6).toString("hex")}`;
  try {
    await fs.mkdir(path.dirname(file), { recursive: true });
    await fs.writeFile(unfinished, body);
    await fs.rename(unfinished, file);
  } catch {
    // A full or read-only disk costs the next scan a request, and this one nothing.
    await fs.rm(unfinished, { force: true }).catch(() => undefined);
  }
}

/** Ids come from outside, so none of their characters reaches the disk. */
const fileOf = ({ dir }: FeedStore, id: string) =>
  path.join(dir, "read-advisories", `${createHash("sha256").update(id).digest("hex")}.json`);
