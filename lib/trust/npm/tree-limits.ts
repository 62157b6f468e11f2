const MEGABYTE = 1_048_576;

/** Where resolving a tree stops. */
export type TreeLimits = {
  /** Documents that are asked for. */
  packages: number;
  /** All documents together, as they come. */
  readBytes: number;
  /** All documents together, cut to what is kept in memory. */
  keptBytes: number;
  /** Places in the tree: the same package may stand in many. */
  places: number;
  timeMs: number;
};

export const TREE_LIMITS: TreeLimits = {
  packages: 5_000,
  readBytes: 1_024 * MEGABYTE,
  keptBytes: 96 * MEGABYTE,
  places: 20_000,
  timeMs: 120_000,
};
