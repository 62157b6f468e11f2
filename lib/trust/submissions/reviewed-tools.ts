/** The tools of what a review is about: as scans saw them, and as they were approved before. */
import { toolFacts, type ToolFacts } from "#lib/catalog/core/tool-facts.ts";
import type { Db } from "#lib/db/client.ts";
import type { JsonObject } from "#lib/kernel/json.ts";
import type { Tool } from "../core/facts.ts";
import { changesSince, type ToolChange } from "../core/held-tools.ts";
import { installOptions, type InstallOption } from "../install-options.ts";
import { newestEvaluations } from "../project-trust.ts";
import { approvedBy, currentPin, type ToolPlace } from "../tools/approved-tools.ts";
import { readToolSet } from "../tools/read-tool-set.ts";

/** One way to install a version, and what scans saw of its tools. */
export type SeenOption = Pick<InstallOption, "option" | "type" | "name"> & {
  /** Of the newest scan that ended; null: none has. */
  scannedAt: Date | null;
  /** What the newest scan saw that saw any. `captured`: run in the sandbox; `live`: a remote. */
  seen: { at: Date; from: "captured" | "live"; tools: readonly Tool[] } | null;
  /** Why the newest scan did not see them, in a sentence; null: it did, or none has ended. */
  whyNot: string | null;
  /** What another set was that a scan saw before; null: all scans saw the same. */
  earlier: Earlier | null;
};
type Earlier = {
  /** When the other set was last seen, and the present one first. */
  until: Date;
  since: Date;
  changes: ToolChange[];
};

type Version = { id: string; document: JsonObject };

/** A step: what scans saw of each way to install it; with `until`, as it was known then. */
export async function seenOptions(
  db: Db,
  version: Version,
  until: Date | null = null,
): Promise<SeenOption[]> {
  const newest = (await newestEvaluations(db, version)).map(({ option, row }) => ({
    option,
    row: row !== null && (until === null || row.finishedAt <= until) ? row : null,
  }));
  const ids = newest.flatMap(({ row }) => row?.id ?? []);
  const reasons = await reasonsOf(db, ids);
  const found: SeenOption[] = [];
  for (const evaluated of newest) {
    const seen = await setOf(db, version, { option: evaluated.option, until });
    found.push(seenOption(evaluated, seen, reasons));
  }
  return found;
}

type Evaluated = { option: InstallOption; row: { id: string; finishedAt: Date } | null };
type SeenSet = NonNullable<SeenOption["seen"]> & { earlier: Earlier | null };

function seenOption(
  { option, row }: Evaluated,
  seen: SeenSet | null,
  reasons: Reasons,
): SeenOption {
  const isNewest = seen !== null && row !== null && seen.at >= row.finishedAt;
  return {
    ...{ option: option.option, type: option.type, name: option.name },
    scannedAt: row?.finishedAt ?? null,
    seen: seen && { at: seen.at, from: seen.from, tools: seen.tools },
    whyNot: isNewest ? null : whyNot(option, row, { seen, reasons }),
    earlier: seen?.earlier ?? null,
  };
}

const placeOf = (
  { id }: Version,
  option: string,
  { kind, name }: NonNullable<InstallOption["reference"]>,
): ToolPlace => ({ versionId: id, option, kind, name });

const SET = {
  seen: true,
  setHash: true,
  capturedAt: true,
  set: { select: { setHash: true, definitions: true } },
} as const;

/** Lists that are only declared say nothing of what a server tells. */
async function setOf(
  db: Db,
  version: Version,
  { option: { option, reference }, until }: { option: InstallOption; until: Date | null },
): Promise<SeenSet | null> {
  if (reference === null) return null;
  const seenThere = { ...placeOf(version, option, reference), seen: { not: "declared" } };
  const before = until === null ? {} : { lte: until };
  const newest = await db.trustToolSnapshot.findFirst({
    where: { ...seenThere, capturedAt: before },
    orderBy: { capturedAt: "desc" },
    select: SET,
  });
  const tools = newest && readToolSet(newest.set);
  if (newest === null || tools === null) return null;
  const other = await db.trustToolSnapshot.findFirst({
    where: { ...seenThere, setHash: { not: newest.setHash }, capturedAt: before },
    orderBy: { capturedAt: "desc" },
    select: SET,
  });
  return {
    at: newest.capturedAt,
    from: newest.seen === "live" ? ("live" as const) : ("captured" as const),
    tools,
    earlier: other && (await earlierOf(db, { place: seenThere, other, tools })),
  };
}

type Other = {
  capturedAt: Date;
  set: { setHash: string; definitions: string };
};

async function earlierOf(
  db: Db,
  { place, other, tools }: { place: object; other: Other; tools: readonly Tool[] },
): Promise<Earlier> {
  const first = await db.trustToolSnapshot.findFirstOrThrow({
    where: { ...place, capturedAt: { gt: other.capturedAt } },
    orderBy: { capturedAt: "asc" },
    select: { capturedAt: true },
  });
  const { setHash } = other.set;
  const before = readToolSet(other.set) ?? [];
  return {
    until: other.capturedAt,
    since: first.capturedAt,
    changes: changesSince({ state: "pinned", setHash, tools: before }, tools),
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
  { seen, reasons }: { seen: object | null; reasons: Reasons },
): string | null {
  if (reference === null) return "Gatehouse cannot scan what is installed in this way.";
  if (row === null) return null;
  const why = reasons.get(row.id);
  if (why !== undefined) return why;
  return seen === null ? "What is of this kind is not run to ask it for its tools." : null;
}

/**
 * A step: the tools that are approved of a version, by its pins, over all ways to install it; null:
 * nothing is pinned, or it cannot be read.
 */
export async function pinnedTools(db: Db, version: Version): Promise<ToolFacts[] | null> {
  const tools: Tool[] = [];
  for (const { option, reference } of installOptions(version.document)) {
    if (reference === null) continue;
    const approved = approvedBy(await currentPin(db, placeOf(version, option, reference)));
    if (approved.state === "unreadable") return null;
    if (approved.state === "pinned") tools.push(...approved.tools);
  }
  return tools.length === 0 ? null : factsOfTools(tools);
}

/** As the catalog would list them: by name, each name once, without what cannot be stored or called. */
export function factsOfTools(tools: readonly Tool[]): ToolFacts[] {
  const facts = toolFacts(tools.map((tool) => ({ ...tool })));
  return facts.sort((one, other) => (one.name < other.name ? -1 : 1));
}
