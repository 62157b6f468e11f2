import os from "node:os";

/** More keep the database from its other work. */
const MOST = 8;

/**
 * How many threads read a log at once where nobody says it: each keeps a connection of PostgreSQL as
 * busy as itself, which mostly works on the same cores.
 */
export const readingThreads = (): number =>
  Math.max(1, Math.min(MOST, Math.floor(os.availableParallelism() / 2)));
