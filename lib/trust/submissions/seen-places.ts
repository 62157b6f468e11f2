import type { Db } from "#lib/db/client.ts";
import type { InstallOption } from "../install-options.ts";

/** What scans saw at one place: the newest set, and the one that was seen last before it. */
export type SeenPlace = {
  at: Date;
  from: "captured" | "live";
  setHash: string;
  /** `until`: when that other set was seen last; `since`: when the present one was first seen after it. */
  earlier: { setHash: string; until: Date; since: Date } | null;
};

type Place = { option: string; kind: string; name: string };
const keyOf = ({ option, kind, name }: Place): string => JSON.stringify([option, kind, name]);

/** A step: what scans saw of each way to install a version, up to a moment; by `placeKey`. */
export async function seenPlaces(
  db: Db,
  versionId: string,
  until: Date | null,
): Promise<ReadonlyMap<string, SeenPlace>> {
  // Lists that are only declared say nothing of what a server tells.
  const where = {
    ...{ versionId, seen: { not: "declared" } },
    ...(until === null ? {} : { capturedAt: { lte: until } }),
  };
  const rows = await db.trustToolSnapshot.groupBy({
    by: ["option", "kind", "name", "setHash"],
    where,
    _max: { capturedAt: true, seen: true },
    _min: { capturedAt: true },
    orderBy: { _max: { capturedAt: "desc" } },
  });
  const places = new Map<string, [Range, ...Range[]]>();
  for (const row of rows) {
    const range = rangeOf(row);
    const known = places.get(keyOf(row));
    if (known === undefined) places.set(keyOf(row), [range]);
    else known.push(range);
  }
  const returned = await returnedAt(db, where, places);
  return new Map(
    [...places].map(([key, [newest, other]]) => {
      const { last: at, from, setHash } = newest;
      const since = returned.get(key) ?? newest.first;
      const earlier = other ? { setHash: other.setHash, until: other.last, since } : null;
      return [key, { at, from, setHash, earlier }];
    }),
  );
}

/** When scans saw one set at one place. */
type Range = Place & Pick<SeenPlace, "from" | "setHash"> & { first: Date; last: Date };
type Grouped = Place & {
  setHash: string;
  _max: { capturedAt: Date | null; seen: string | null };
  _min: { capturedAt: Date | null };
};

function rangeOf({ option, kind, name, setHash, _max, _min }: Grouped): Range {
  if (_max.capturedAt === null || _min.capturedAt === null)
    throw new TypeError("A set that was seen has no time.");
  const from = _max.seen === "live" ? "live" : "captured";
  return { option, kind, name, setHash, from, first: _min.capturedAt, last: _max.capturedAt };
}

/** Where the newest set was seen before the other one as well: when it was seen again. */
async function returnedAt(
  db: Db,
  where: object,
  places: ReadonlyMap<string, readonly [Range, ...Range[]]>,
): Promise<ReadonlyMap<string, Date>> {
  const returned = [...places.values()].flatMap(([newest, other]) => {
    if (other === undefined || newest.first > other.last) return [];
    const { option, kind, name, last } = other;
    return [{ option, kind, name, capturedAt: { gt: last } }];
  });
  const found = new Map<string, Date>();
  for (let at = 0; at < returned.length; at += AT_ONCE) {
    const rows = await db.trustToolSnapshot.groupBy({
      by: ["option", "kind", "name"],
      where: { AND: [where, { OR: returned.slice(at, at + AT_ONCE) }] },
      _min: { capturedAt: true },
    });
    for (const row of rows) if (row._min.capturedAt) found.set(keyOf(row), row._min.capturedAt);
  }
  return found;
}

/** A statement of the database takes a limited number of values. */
const AT_ONCE = 500;

/** Null: Gatehouse cannot scan what is installed in this way. */
export const placeKey = ({ option, reference }: InstallOption): string | null =>
  reference && keyOf({ option, kind: reference.kind, name: reference.name });
