/** The tools of what a review is about, as scans saw them. */
import type { Db } from "#lib/db/client.ts";
import type { JsonObject } from "#lib/kernel/json.ts";
import type { Tool } from "../core/facts.ts";
import { changesSince, type ToolChange } from "../core/held-tools.ts";
import type { InstallOption } from "../install-options.ts";
import { newestEvaluations } from "../project-trust.ts";
import { readToolSets, type ToolSets } from "../tools/read-tool-sets.ts";
import { placeKey, seenPlaces, type SeenPlace } from "./seen-places.ts";

/** One way to install a version, and what scans saw of its tools. */
export type SeenOption = Pick<InstallOption, "option" | "type" | "name"> & {
  /** Of the newest scan that ended; null: none has. */
  scannedAt: Date | null;
  /**
   * What the newest scan saw that saw any. `captured`: run in the sandbox; `live`: a remote. Options
   * with one hash share one list. What cannot be shown has no tools, and `whyNot` says why.
   */
  seen: Seen | null;
  /** Why its tools are not those of the newest scan, in a sentence; null: they are, or none has ended. */
  whyNot: string | null;
  /** What another set was that a scan saw before; null: all scans saw the same. */
  earlier: Earlier | null;
};
type Seen = {
  at: Date;
  from: "captured" | "live";
  setHash: string;
  tools: readonly Tool[];
  /** False: what it told is kept, and none of it can be shown. */
  isShown: boolean;
};
type Earlier = {
  /** When the other set was last seen, and the present one first. */
  until: Date;
  since: Date;
  /** None where one of the two cannot be shown. */
  changes: ToolChange[];
};

type Version = { id: string; document: JsonObject };

/** A step: what scans saw of each way to install it; with `until`, as it was known then. */
export async function seenOptions(
  db: Db,
  version: Version,
  until: Date | null = null,
): Promise<SeenOption[]> {
  const newest = await newestEvaluations(db, version, until);
  const ids = newest.flatMap(({ row }) => row?.id ?? []);
  const reasons = await reasonsOf(db, ids);
  const places = await seenPlaces(db, version.id, until);
  const found = newest.map(({ option, row }) => {
    const key = placeKey(option);
    return { option, row, place: (key === null ? undefined : places.get(key)) ?? null };
  });
  const sets = await readToolSets(db, [
    ...found.flatMap(({ place }) => place?.setHash ?? []),
    ...found.flatMap(({ place }) => place?.earlier?.setHash ?? []),
  ]);
  const changes = changesIn(sets);
  return found.map((one) => seenOption(one, { sets, reasons, changes }));
}

type Found = {
  option: InstallOption;
  row: { id: string; finishedAt: Date } | null;
  place: SeenPlace | null;
};
type Read = {
  sets: ToolSets;
  reasons: Reasons;
  changes: (before: string, after: string) => ToolChange[];
};

function seenOption({ option, row, place }: Found, { sets, reasons, changes }: Read): SeenOption {
  const known = {
    ...{ option: option.option, type: option.type, name: option.name },
    scannedAt: row?.finishedAt ?? null,
  };
  if (place === null)
    return { ...known, seen: null, whyNot: whyNot(option, row, { place, reasons }), earlier: null };
  const { at, from, setHash, earlier } = place;
  const unread = unreadable(sets, setHash);
  const isNewest = row !== null && at >= row.finishedAt;
  const why = isNewest ? null : whyNot(option, row, { place, reasons });
  return {
    ...known,
    seen: { at, from, setHash, tools: sets.get(setHash) ?? [], isShown: unread === null },
    whyNot: unread ?? why,
    earlier: earlier && {
      ...{ until: earlier.until, since: earlier.since },
      changes: changes(earlier.setHash, setHash),
    },
  };
}

function unreadable(sets: ToolSets, setHash: string): string | null {
  if (!sets.has(setHash))
    return "This version was told more lists of tools than can be shown. This one is left out.";
  return sets.get(setHash) === null ? "What it told was kept, and cannot be read any more." : null;
}

/** Many ways to install it may have changed alike. */
function changesIn(sets: ToolSets): Read["changes"] {
  const known = new Map<string, ToolChange[]>();
  return (before, after) => {
    const [was, is] = [sets.get(before) ?? null, sets.get(after) ?? null];
    if (was === null || is === null) return [];
    const key = `${before} ${after}`;
    const changes =
      known.get(key) ?? changesSince({ state: "pinned", setHash: before, tools: was }, is);
    known.set(key, changes);
    return changes;
  };
}

type Reasons = ReadonlyMap<string, string>;

/** What CD-01 says where an evaluation could not see the tools. */
async function reasonsOf(db: Db, evaluationIds: string[]): Promise<Reasons> {
  if (evaluationIds.length === 0) return new Map();
  const rows = await db.trustControlResult.findMany({
    where: { evaluationId: { in: evaluationIds }, control: "CD-01" },
    select: {
      evaluationId: true,
      status: true,
      detail: true,
      findings: { where: { code: { in: UNSEEN } }, select: { title: true } },
    },
  });
  return new Map(
    rows.flatMap(({ evaluationId, status, detail, findings }): [string, string][] => {
      const why = status === "not_checkable" ? detail : findings[0]?.title;
      return why === undefined || why === "" ? [] : [[evaluationId, why]];
    }),
  );
}

const UNSEEN = ["CD-01/not-compared", "CD-01/declared-only"];

function whyNot(
  { reference }: InstallOption,
  row: { id: string } | null,
  { place, reasons }: { place: object | null; reasons: Reasons },
): string | null {
  if (reference === null) return "Gatehouse cannot scan what is installed in this way.";
  if (row === null) return null;
  const why = reasons.get(row.id);
  if (why !== undefined) return why;
  return place === null ? "What is of this kind is not run to ask it for its tools." : null;
}
