import { z } from "zod";
import type { Context } from "#lib/kernel/context.ts";
import type { JsonObject } from "#lib/kernel/json.ts";
import { defineQuery, type Readers } from "#lib/verbs/define-query.ts";
import {
  componentChanges,
  controlChanges,
  findingChanges,
  type ComponentChanges,
  type ControlChange,
  type FindingChanges,
} from "./core/compare.ts";
import { classifyDrift, type Drift } from "./core/drift.ts";
import type { Evaluation } from "./core/evaluate.ts";
import type { ControlResult } from "./core/result.ts";
import type { WhoMayScan } from "./core/who-may-scan.ts";
import type { ArtifactKind } from "./core/words.ts";
import { toolsOf, type KnownTools } from "./evaluated-tools.ts";
import { EVALUATION_SELECT, evaluationOf, RESULT_SELECT, resultOf } from "./evaluation-rows.ts";
import { findEvaluated, type OptionRef } from "./find-evaluated.ts";
import { findVisibleVersion } from "./find-visible-version.ts";
import { findSbom, type NoSbom } from "./sbom/find-sbom.ts";
import { CompareTrustInput } from "./schemas.ts";
import { whoMayScan } from "./who-may-scan.ts";

export type ComparedSide = {
  version: string;
  /** What was asked for: a version, or an evaluation of it. */
  asked: string;
  option: OptionRef | null;
  /** Who may ask for a scan of it. */
  scan: WhoMayScan;
  /** Null: it was not evaluated. */
  evaluated: {
    id: string;
    kind: ArtifactKind;
    digest: string | null;
    ruleSet: string;
    finishedAt: Date;
    evaluation: Evaluation;
  } | null;
};

export type TrustComparison = {
  from: ComparedSide;
  to: ComparedSide;
  /** Null: one of them was not evaluated. */
  changes: {
    controls: ControlChange[];
    findings: FindingChanges;
    /** Null with why of each side: not both have a bill of materials. */
    components: ComponentChanges | null;
    noSbom: { from: NoSbom | null; to: NoSbom | null };
    /** Null: the tools of one of them are not known. */
    tools: Drift[] | null;
    toolsFrom: { from: KnownTools["from"] | null; to: KnownTools["from"] | null };
  } | null;
};

/**
 * How the trust of two versions, or two evaluations, differs; null: one of them nobody may see.
 * The former is looked up for the way to install that the latter is about.
 */
export const compareTrust = defineQuery({
  name: "compareTrust",
  permission: "catalog.read",
  input: CompareTrustInput,

  async run(readers, ctx, { name, from, to, option }): Promise<TrustComparison | null> {
    const after = await findSide(readers, ctx, { name, asked: to, option });
    if (after === null) return null;
    const before = await findSide(readers, ctx, { name, asked: from, option, like: after.option });
    if (before === null) return null;
    return {
      from: sideOf(before),
      to: sideOf(after),
      changes: await changesOf(readers.db, before, after),
    };
  },
});

type Side = {
  version: string;
  asked: string;
  document: JsonObject;
  option: OptionRef | null;
  scan: WhoMayScan;
  row: EvaluationRow | null;
};
type Wanted = {
  name: string;
  asked: string;
  option: string | undefined;
  /** The same way to install is preferred. */
  like?: OptionRef | null;
};

const SELECT = {
  ...EVALUATION_SELECT,
  serverId: true,
  versionId: true,
  version: true,
  name: true,
  artifactVersion: true,
  digest: true,
  results: { orderBy: { position: "asc" }, select: RESULT_SELECT },
} as const;

type EvaluationRow = NonNullable<Awaited<ReturnType<typeof evaluationRow>>>;

const evaluationRow = (db: Readers["db"], id: string) =>
  db.trustEvaluation.findUnique({ where: { id }, select: SELECT });

async function findSide(readers: Readers, ctx: Context, wanted: Wanted): Promise<Side | null> {
  const { name, asked } = wanted;
  const id = z.uuid().safeParse(asked);
  const row = id.success ? await evaluationRow(readers.db, id.data) : null;
  if (row === null) return newestSide(readers, ctx, wanted);
  const found = await findVisibleVersion(readers, ctx, { name, version: row.version });
  if (found === null || found.server.id !== row.serverId || found.id !== row.versionId) return null;
  const { version, option, kind, artifactVersion } = row;
  return {
    ...{ version, asked, row, document: found.document },
    option: { option, type: kind, name: row.name, version: artifactVersion },
    scan: whoMayScan(found, ctx.actor),
  };
}

async function newestSide(
  readers: Readers,
  ctx: Context,
  { name, asked, option, like = null }: Wanted,
): Promise<Side | null> {
  const first = await findEvaluated(readers, ctx, { name, version: asked, option });
  if (first === null) return null;
  const same = like === null ? undefined : likest(first.about.options, like);
  const side =
    same === undefined || same.option === first.about.chosen?.option
      ? first
      : ((await findEvaluated(readers, ctx, { name, version: asked, option: same.option })) ??
        first);
  const { evaluationId, found, about } = side;
  const row = evaluationId === null ? null : await evaluationRow(readers.db, evaluationId);
  const { version, document } = found;
  return { ...{ version, asked, document, row }, option: about.chosen, scan: about.scan };
}

/** The same package, whatever its place; else one of the same kind. */
const likest = (options: readonly OptionRef[], { type, name }: OptionRef) =>
  options.find((one) => one.type === type && one.name === name) ??
  options.find((one) => one.type === type);

function sideOf({ version, asked, option, scan, row }: Side): ComparedSide {
  if (row === null) return { version, asked, option, scan, evaluated: null };
  const { id, digest, ruleSet, finishedAt } = row;
  const kind = row.kind as ArtifactKind;
  const evaluation = evaluationOf(row);
  return {
    ...{ version, asked, option, scan },
    evaluated: { id, kind, digest, ruleSet, finishedAt, evaluation },
  };
}

async function changesOf(
  db: Readers["db"],
  before: Side,
  after: Side,
): Promise<TrustComparison["changes"]> {
  if (before.row === null || after.row === null) return null;
  const ids: [string, string] = [before.row.id, after.row.id];
  const results = (row: EvaluationRow): ControlResult[] => row.results.map(resultOf);
  const [old, young] = [results(before.row), results(after.row)];
  const [oldTools, youngTools] = await Promise.all([
    toolsOf(db, before.row, before.document),
    toolsOf(db, after.row, after.document),
  ]);
  return {
    controls: controlChanges(old, young),
    findings: findingChanges(old, young),
    ...(await componentsOf(db, ids)),
    tools: oldTools && youngTools && classifyDrift(oldTools.tools, youngTools.tools),
    toolsFrom: { from: oldTools?.from ?? null, to: youngTools?.from ?? null },
  };
}

async function componentsOf(db: Readers["db"], ids: [string, string]) {
  const [old, young] = [await findSbom(db, ids[0]), await findSbom(db, ids[1])];
  return {
    components: old.ok && young.ok ? componentChanges(old.tree.nodes, young.tree.nodes) : null,
    noSbom: { from: old.ok ? null : old.why, to: young.ok ? null : young.why },
  };
}
