import type { Placed } from "../npm/components.ts";
import type { TreeFacts } from "../core/facts.ts";

/** The packages of one ecosystem that come with a bundle. */
export type Packages = {
  first: Placed[];
  /** What a lock says otherwise. */
  issues: string[];
  foreign: TreeFacts["foreign"][number][];
  missing: TreeFacts["missing"][number][];
};
