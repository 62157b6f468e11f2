const MEGABYTE = 1_048_576;

/** Where reading stops. */
export type ArchiveLimits = {
  compressedBytes: number;
  /** All entries together, counted while they are unpacked, never as declared. */
  expandedBytes: number;
  /** Text that is held in memory at the same time. */
  keptBytes: number;
  /** One file's text; a larger file is counted but not kept. */
  fileBytes: number;
  entries: number;
  /** Expanded to compressed; judged only above `ratioFromBytes`. */
  ratio: number;
  ratioFromBytes: number;
  timeMs: number;
};

export const ARCHIVE_LIMITS: ArchiveLimits = {
  compressedBytes: 200 * MEGABYTE,
  expandedBytes: 1_024 * MEGABYTE,
  keptBytes: 64 * MEGABYTE,
  // Bundled servers of 2 to 3 MB are common, and their syntax trees still fit.
  fileBytes: 4 * MEGABYTE,
  entries: 50_000,
  ratio: 200,
  // A package of a few kilobytes may hold one long table that shrinks a thousandfold.
  ratioFromBytes: 16 * MEGABYTE,
  timeMs: 60_000,
};
