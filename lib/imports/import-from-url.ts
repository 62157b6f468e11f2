import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/verbs/parse-input.ts";
import { requireAtDoor } from "#lib/verbs/require-at-door.ts";
import { nextCursorOf } from "./core/entry-shape.ts";
import { fetchPage, type PageOptions } from "./fetch-page.ts";
import type { BatchCounts } from "./import-batch.ts";
import { importDocuments, type Imported } from "./import-documents.ts";
import type { ImportSummary } from "./run-import.ts";
import { ImportUrlInput } from "./schemas.ts";
import { startImport } from "./start-import.ts";
import { whileRunning } from "./while-running.ts";

const MAX_PAGES = 20_000;
const PAGE_SIZE = "100";

export type UrlImportOptions = PageOptions & { onProgress?: (counts: BatchCounts) => void };

/**
 * Imports what an address answers: a file of any shape, or a registry, whose pages are followed.
 * Opening hosts inside the company takes the right to manage mirrors.
 */
export async function importFromUrl(
  ctx: Context,
  rawInput: unknown,
  options: UrlImportOptions = {},
): Promise<ImportSummary> {
  const { runId, url, allowedHosts } = await openUrlImport(ctx, rawInput, false);
  const counts = await continueUrlImport(ctx, { runId, url, allowedHosts }, options);
  return { runId, ...counts };
}

export type OpenUrlImport = { runId: string; url: string; allowedHosts: string[] };

/** The first half of `importFromUrl`: a run in the name of whoever asks, for a worker to carry out. */
export async function openUrlImport(
  ctx: Context,
  rawInput: unknown,
  queued: boolean,
): Promise<OpenUrlImport> {
  await requireAtDoor(ctx, "catalog.import");
  const { url, label = "", approve, expose, allowedHosts } = parseInput(ImportUrlInput, rawInput);
  if (allowedHosts.length > 0) await requireAtDoor(ctx, "mirror.manage");
  const { runId } = await startImport(ctx, {
    label: label || withoutQuery(url),
    approve,
    expose,
    queued,
  });
  return { runId, url, allowedHosts };
}

/** The second half. */
export async function continueUrlImport(
  ctx: Context,
  { runId, url, allowedHosts }: OpenUrlImport,
  { onProgress = () => undefined, ...page }: UrlImportOptions = {},
): Promise<BatchCounts> {
  return whileRunning(ctx, runId, () =>
    importPages(ctx, {
      runId,
      url: listAddress(url),
      page: { ...page, allowedHosts },
      onProgress,
    }),
  );
}

type Pages = {
  runId: string;
  url: string;
  page: PageOptions;
  onProgress: (counts: BatchCounts) => void;
};

async function importPages(
  ctx: Context,
  { runId, url, page, onProgress }: Pages,
): Promise<BatchCounts> {
  const total: BatchCounts = { imported: 0, updated: 0, unchanged: 0, refused: 0 };
  const seen = new Set<string>();
  let address = url;
  let firstPosition = 1;
  for (let count = 0; count < MAX_PAGES; count += 1) {
    const { body } = await fetchPage(address, page);
    const done = await importDocuments(ctx, [body], { runId, firstPosition });
    for (const outcome of ["imported", "updated", "unchanged", "refused"] as const)
      total[outcome] += done.counts[outcome];
    onProgress(total);
    firstPosition = done.lastPosition + 1;

    const cursor = lastCursor(done);
    if (cursor === null) break;
    if (seen.has(cursor)) throw new AppError("invalid", "The registry serves the same page again.");
    seen.add(cursor);
    address = withCursor(url, cursor);
  }
  if (firstPosition === 1) throw new AppError("invalid", "The address holds no documents.");
  return total;
}

/** For the log and the list of runs: a query may hold a key. */
function withoutQuery(address: string): string {
  const url = new URL(address);
  url.search = "";
  url.hash = "";
  return url.toString();
}

function lastCursor({ envelopes }: Imported): string | null {
  const last = envelopes.at(-1);
  return last === undefined ? null : nextCursorOf(last);
}

/** The address of a registry means its list; any other address is taken as it is. */
function listAddress(address: string): string {
  const url = new URL(address);
  const base = url.pathname.replace(/\/+$/, "");
  if (base === "") url.pathname = "/v0.1/servers";
  else if (/\/v0(?:\.1)?$/.test(base)) url.pathname = `${base}/servers`;
  else return address;
  if (!url.searchParams.has("limit")) url.searchParams.set("limit", PAGE_SIZE);
  return url.toString();
}

function withCursor(address: string, cursor: string): string {
  const url = new URL(address);
  url.searchParams.set("cursor", cursor);
  return url.toString();
}
