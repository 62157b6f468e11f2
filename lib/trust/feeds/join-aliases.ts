import type { Found, Queried } from "./ask-osv.ts";
import { groupBy } from "./group-by.ts";
import type { OsvEntry } from "./osv-record.ts";

/** What several databases say about one danger in one component; the best known id first. */
export type Group = { component: Queried; entries: [OsvEntry, ...OsvEntry[]] };

export const namesOf = ({ id, aliases }: OsvEntry): string[] => [id, ...aliases];

/** Advisories that name each other are one: PYSEC and GHSA both write about the same CVE. */
export function joinAliases(found: readonly Found[]): Group[] {
  const byComponent = groupBy(found, ({ component }) => component);
  return [...byComponent].flatMap(([component, own]) =>
    groupsOf(own.map(({ entry }) => entry)).map((entries) => ({ component, entries })),
  );
}

function groupsOf(entries: readonly OsvEntry[]): Group["entries"][] {
  let groups: { names: Set<string>; entries: Group["entries"] }[] = [];
  for (const entry of entries) {
    const names = namesOf(entry);
    const joined = groups.filter((group) => names.some((name) => group.names.has(name)));
    const group = {
      names: new Set([...names, ...joined.flatMap((one) => [...one.names])]),
      entries: [entry, ...joined.flatMap((one) => one.entries)] satisfies Group["entries"],
    };
    groups = [...groups.filter((one) => !joined.includes(one)), group];
  }
  return groups.map((group) => [...group.entries].sort(byRank) as Group["entries"]);
}

const RANKS = ["MAL-", "GHSA-", "PYSEC-", "CVE-"];

function byRank(one: OsvEntry, other: OsvEntry): number {
  return rank(one) - rank(other) || (one.id < other.id ? -1 : Number(one.id > other.id));
}

function rank({ id }: OsvEntry): number {
  const at = RANKS.findIndex((start) => id.startsWith(start));
  return at === -1 ? RANKS.length : at;
}
