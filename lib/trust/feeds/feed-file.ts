import { createHash } from "node:crypto";
import fs from "node:fs";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import type { z } from "zod";
import { AppError } from "#lib/kernel/errors.ts";
import { parseJsonExact, type Json } from "#lib/kernel/json.ts";
import type { FeedMeta } from "./feed-store.ts";
import { complaint } from "./osv-record.ts";
import type { RecordImport } from "./publish-feeds.ts";

/** What was written of a file: the date of its data (RFC 3339) and how many there are. */
export type Written = { from: string; entries: number };

/** A file that becomes a feed. */
export type Import = {
  file: string;
  about: Pick<FeedMeta, "importedAt" | "sha256" | "source">;
  /** OSV alone: what the export holds all of; empty: that of every advisory in it. */
  ecosystems: readonly string[];
  /** Told how many entries were read. */
  onProgress: (entries: number) => void;
  /** Writes down what is about to change; where it fails, nothing does. */
  record: RecordImport;
};

const MEGABYTE = 1_048_576;
const MAX_JSON_BYTES = 64 * MEGABYTE;
/** What lines may add up to, unpacked. */
const MAX_TEXT_BYTES = 1_024 * MEGABYTE;
const MAX_LINE_CHARACTERS = MEGABYTE;

/** A refusal that names the file and says what is wrong with it. */
export const badFile = (file: string, wrong: string, cause?: unknown): AppError =>
  new AppError("invalid", `${file}: ${wrong}`, { cause });

/** Hex. */
export async function sha256Of(file: string): Promise<string> {
  const hash = createHash("sha256");
  try {
    await pipeline(fs.createReadStream(file), hash);
  } catch (error) {
    throw badFile(file, `it cannot be read (${codeOf(error)}).`, error);
  }
  return hash.digest("hex");
}

export const codeOf = (error: unknown): string =>
  (error as NodeJS.ErrnoException).code ?? (error instanceof Error ? error.message : "unknown");

export async function readJsonFile<Schema extends z.ZodType>(
  file: string,
  schema: Schema,
): Promise<z.output<Schema>> {
  if ((await fs.promises.stat(file)).size > MAX_JSON_BYTES)
    throw badFile(file, `it is larger than ${MAX_JSON_BYTES / MEGABYTE} MB.`);
  return parsed(
    { file, where: "" },
    jsonOf(file, await fs.promises.readFile(file, "utf8")),
    schema,
  );
}

function jsonOf(file: string, text: string): Json {
  try {
    return parseJsonExact(text);
  } catch (error) {
    throw badFile(file, "it is no JSON that can be read.", error);
  }
}

/** @throws AppError that names the file, the place in it and the field. */
export function parsed<Schema extends z.ZodType>(
  { file, where }: { file: string; where: string },
  document: unknown,
  schema: Schema,
): z.output<Schema> {
  const result = schema.safeParse(document);
  if (result.success) return result.data;
  throw badFile(file, `${where}${complaint(result.error)}.`);
}

/** The lines of a text that may be packed with gzip, never more than one in memory. */
export async function* linesOf(file: string): AsyncGenerator<string> {
  let rest = "";
  let bytes = 0;
  const decoder = new TextDecoder();
  for await (const chunk of unpacked(file)) {
    bytes += chunk.length;
    if (bytes > MAX_TEXT_BYTES)
      throw badFile(file, `it holds more than ${MAX_TEXT_BYTES / MEGABYTE} MB of text.`);
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > MAX_LINE_CHARACTERS) throw badFile(file, "a line is longer than 1 MB.");
    yield* lines;
  }
  if (rest !== "") yield rest;
}

async function* unpacked(file: string): AsyncGenerator<Buffer> {
  const raw = fs.createReadStream(file);
  try {
    if (!(await isGzip(file))) {
      yield* raw as AsyncIterable<Buffer>;
      return;
    }
    const gunzip = createGunzip();
    raw.on("error", (error) => gunzip.destroy(error));
    yield* raw.pipe(gunzip) as AsyncIterable<Buffer>;
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw badFile(file, `it cannot be read to its end (${codeOf(error)}).`, error);
  } finally {
    raw.destroy();
  }
}

async function isGzip(file: string): Promise<boolean> {
  const handle = await fs.promises.open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer.readUInt16BE(0) === 0x1f8b;
  } finally {
    await handle.close();
  }
}
