import { createHash } from "node:crypto";
import fs from "node:fs/promises";
import path from "node:path";
import { groupBy } from "./group-by.ts";

const FLUSH_CHARACTERS = 65_536;
const NEWLINE = 0x0a;

const bucketFile = (folder: string, bucket: number) =>
  path.join(folder, `${bucket.toString(16).padStart(2, "0")}.tsv`);

function bucketOf(key: string, buckets: number): number {
  return createHash("sha256").update(key).digest().readUInt16BE(0) % buckets;
}

/** A key as it stands before its value: as JSON, so that no name can break out of its line. */
const keyText = (key: string) => `${JSON.stringify(key)}\t`;

/** Values by key, spread over files, so that a look-up reads little and an import keeps little. */
export class BucketWriter {
  readonly #folder: string;
  readonly #pending: string[];
  readonly #sizes: number[];
  count = 0;

  constructor(folder: string, buckets: number) {
    this.#folder = folder;
    this.#pending = Array<string>(buckets).fill("");
    this.#sizes = Array<number>(buckets).fill(0);
  }

  async add(key: string, value: unknown): Promise<void> {
    this.count += 1;
    const bucket = bucketOf(key, this.#sizes.length);
    const text = `${this.#pending[bucket] ?? ""}${keyText(key)}${JSON.stringify(value)}\n`;
    this.#pending[bucket] = text;
    if (text.length >= FLUSH_CHARACTERS) await this.#flush(bucket);
  }

  /** Writes the rest, and a file for each empty bucket too. Answers the size of each in bytes. */
  async close(): Promise<number[]> {
    for (const bucket of this.#sizes.keys()) await this.#flush(bucket);
    return this.#sizes;
  }

  async #flush(bucket: number): Promise<void> {
    const bytes = Buffer.from(this.#pending[bucket] ?? "");
    this.#pending[bucket] = "";
    await fs.appendFile(bucketFile(this.#folder, bucket), bytes);
    this.#sizes[bucket] = (this.#sizes[bucket] ?? 0) + bytes.length;
  }
}

/** A bucket that is not as it was written: cut short, longer, or gone. */
export class DamagedBucket extends Error {}

/** The values (JSON texts) of each key that has any. @throws DamagedBucket */
export async function findInBuckets(
  folder: string,
  sizes: readonly number[],
  keys: Iterable<string>,
): Promise<Map<string, string[]>> {
  const byBucket = groupBy(new Set(keys), (key) => bucketOf(key, sizes.length));
  const found = new Map<string, string[]>();
  for (const [bucket, wanted] of byBucket) {
    const bytes = await readBucket(bucketFile(folder, bucket), sizes[bucket] ?? 0);
    for (const key of wanted) {
      const values = valuesOf(bytes, keyText(key));
      if (values.length > 0) found.set(key, values);
    }
  }
  return found;
}

async function readBucket(file: string, size: number): Promise<Buffer> {
  let bytes: Buffer;
  try {
    bytes = await fs.readFile(file);
  } catch (error) {
    throw new DamagedBucket("It cannot be read.", { cause: error });
  }
  // Half a file would pass for a feed that knows nothing of the rest.
  if (bytes.length !== size) throw new DamagedBucket("It has not the size that was written.");
  return bytes;
}

function valuesOf(bytes: Buffer, start: string): string[] {
  const needle = Buffer.from(start);
  const values: string[] = [];
  let at = bytes.indexOf(needle);
  while (at !== -1) {
    const end = bytes.indexOf(NEWLINE, at);
    // JSON holds no raw line break, so only a real key stands at the start of a line.
    if (at === 0 || bytes[at - 1] === NEWLINE)
      values.push(bytes.toString("utf8", at + needle.length, end));
    at = bytes.indexOf(needle, end);
  }
  return values;
}
