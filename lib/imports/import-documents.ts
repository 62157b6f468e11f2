import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { parseJsonExact, type Json } from "#lib/kernel/json.ts";
import { log } from "#lib/telemetry/log.ts";
import { MAX_DOCUMENT_BYTES, splitDocuments } from "./core/split-documents.ts";
import type { Piece } from "./core/value-reader.ts";
import { importBatch, type BatchCounts } from "./import-batch.ts";
import { MAX_BATCH } from "./schemas.ts";

const MAX_BATCH_LENGTH = 4_000_000;

type RawEntry =
  { position: number; text: string } | { position: number; broken: string; field: string };
export type Imported = {
  counts: BatchCounts;
  /** Position of the last entry, for the next page of the same run. */
  lastPosition: number;
  /** The objects around the lists that were read, each with its list left empty. */
  envelopes: Json[];
};
export type Stream = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

type Options = {
  runId: string;
  firstPosition?: number;
  onProgress?: (counts: BatchCounts) => void;
};

const MAX_ENVELOPES = 100;

/**
 * Reads a stream of documents into a running import, a batch for each transaction. Memory holds
 * one batch. Throws only when the import as a whole cannot go on.
 */
export async function importDocuments(
  ctx: Context,
  stream: Stream,
  options: Options,
): Promise<Imported> {
  const counts: BatchCounts = { imported: 0, updated: 0, unchanged: 0, refused: 0 };
  const envelopes: Json[] = [];
  let position = options.firstPosition ?? 1;
  let batch: RawEntry[] = [];
  let length = 0;

  const flush = async () => {
    if (batch.length === 0) return;
    add(counts, await storeBatchOrEach(ctx, options.runId, batch));
    batch = [];
    length = 0;
    options.onProgress?.(counts);
  };
  for await (const piece of splitDocuments(stream)) {
    if (piece.kind === "envelope") {
      const envelope = parsed(piece.text);
      if (envelope !== null && envelopes.length < MAX_ENVELOPES) envelopes.push(envelope);
      continue;
    }
    batch.push(rawEntry(position++, piece));
    length += piece.kind === "document" ? piece.text.length : 0;
    if (batch.length >= MAX_BATCH || length >= MAX_BATCH_LENGTH) await flush();
  }
  await flush();
  return { counts, lastPosition: position - 1, envelopes };
}

function rawEntry(position: number, piece: Exclude<Piece, { kind: "envelope" }>): RawEntry {
  const field = "document";
  switch (piece.kind) {
    case "document":
      return { position, text: piece.text };
    case "broken":
      return { position, broken: piece.reason, field };
    case "too_large":
      return {
        position,
        broken: `has ${piece.bytes} bytes; at most ${MAX_DOCUMENT_BYTES} are accepted`,
        field,
      };
  }
}

/** A batch that fails is taken entry by entry, so that one bad row never stops the rest. */
async function storeBatchOrEach(
  ctx: Context,
  runId: string,
  entries: RawEntry[],
): Promise<BatchCounts> {
  try {
    return await importBatch(current(ctx), { runId, entries });
  } catch (error) {
    if (error instanceof AppError && error.code !== "invalid" && entries.length > 1) {
      const running = await stillRuns(ctx, runId);
      if (!running) throw error;
    }
  }
  const counts: BatchCounts = { imported: 0, updated: 0, unchanged: 0, refused: 0 };
  for (const entry of entries) add(counts, await storeOne(ctx, runId, entry));
  return counts;
}

async function storeOne(ctx: Context, runId: string, entry: RawEntry): Promise<BatchCounts> {
  try {
    return await importBatch(current(ctx), { runId, entries: [entry] });
  } catch (error) {
    const reason =
      error instanceof AppError ? error.message : "could not be stored: see the server's log";
    if (!(error instanceof AppError)) log.error("import.entry", { runId, error: String(error) });
    // If this fails too, it is not the entry that is at fault, and the import ends.
    const refused = { position: entry.position, broken: reason, field: "document" };
    return importBatch(current(ctx), { runId, entries: [refused] });
  }
}

/** An empty batch goes through only while the run is open. */
async function stillRuns(ctx: Context, runId: string): Promise<boolean> {
  try {
    await importBatch(current(ctx), { runId, entries: [] });
    return true;
  } catch (error) {
    if (error instanceof AppError) return false;
    throw error;
  }
}

/** A long import lives through many moments; each batch is written at its own. */
function current(ctx: Context): Context {
  return { ...ctx, now: new Date() };
}

function add(counts: BatchCounts, more: BatchCounts): void {
  counts.imported += more.imported;
  counts.updated += more.updated;
  counts.unchanged += more.unchanged;
  counts.refused += more.refused;
}

function parsed(text: string): Json | null {
  try {
    return parseJsonExact(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
