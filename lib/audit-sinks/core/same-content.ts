import type { Filter } from "./sink-filter.ts";

/** What names the place where records stand; how they get there may change without moving them. */
const PLACE = ["kind", "url", "host", "port", "index", "region", "bucket", "prefix", "folder"];
const PARTS = ["kinds", "outcomes", "actions", "targetKinds"] as const;

type Settings = { config: unknown; filter: unknown };

/** Whether two settings of a sink send the same records to the same place. */
export function sendsTheSame(one: Settings, other: Settings): boolean {
  const [config, others] = [one.config, other.config] as Record<string, unknown>[];
  return (
    PLACE.every((name) => config?.[name] === others?.[name]) &&
    PARTS.every((part) => isSameList((one.filter as Filter)[part], (other.filter as Filter)[part]))
  );
}

/** In any order; none and an empty one let everything through. */
const isSameList = (one: readonly string[] = [], other: readonly string[] = []): boolean =>
  JSON.stringify([...new Set(one)].sort()) === JSON.stringify([...new Set(other)].sort());
