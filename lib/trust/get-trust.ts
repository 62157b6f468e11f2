import { hiddenVersionStates } from "#lib/catalog/visibility.ts";
import { inParts } from "#lib/db/in-parts.ts";
import type { Context } from "#lib/kernel/context.ts";
import { defineQuery, type Readers } from "#lib/verbs/define-query.ts";
import { CONTROLS } from "./core/controls.ts";
import type { Evaluation } from "./core/evaluate.ts";
import type { ControlResult } from "./core/result.ts";
import { SCANNED_KINDS, type ArtifactKind, type Group } from "./core/words.ts";
import { EVALUATION_SELECT, evaluationOf, RESULT_SELECT, resultOf } from "./evaluation-rows.ts";
import {
  findVisibleVersion,
  mayReadEvidence,
  type VisibleVersion,
} from "./find-visible-version.ts";
import { newestEvaluations } from "./project-trust.ts";
import { GetTrustInput } from "./schemas.ts";
import { waiversOf, type WaiversView } from "./waivers/waivers-of-version.ts";
import { mayAskForScan } from "./who-may-scan.ts";
import {
  historyOf,
  releasesSince,
  scanOf,
  standingOf,
  type HistoryPoint,
  type Release,
  type ScanView,
  type Standing,
} from "./trust-parts.ts";

export type ControlView = ControlResult & {
  title: string;
  level: 1 | 2 | 3 | 4;
  group: Group | null;
};
export type EvidenceView = {
  sha256: string;
  kind: string;
  source: string;
  fetchedAt: Date;
  httpStatus: number | null;
  mediaType: string;
  sizeBytes: number;
  /** Whether more than its digest was kept. */
  isKept: boolean;
};

export type OptionTrust = {
  option: string;
  /** `npm`, `remote`, or something that Gatehouse cannot scan, such as `nuget`. */
  type: string;
  name: string;
  version: string | null;
  isScannable: boolean;
  /** Null: it was not evaluated yet. */
  evaluated: {
    id: string;
    kind: ArtifactKind;
    digest: string | null;
    digestSeen: boolean;
    ruleSet: string;
    startedAt: Date;
    finishedAt: Date;
    evaluation: Evaluation;
    controls: ControlView[];
    evidence: EvidenceView[];
  } | null;
};

export type TrustView = {
  version: string;
  isCurrent: boolean;
  /** Null: nothing was evaluated yet. */
  standing: Standing | null;
  options: OptionTrust[];
  /** The oldest first; at most 500. */
  history: HistoryPoint[];
  /** Other versions that came since the first of these evaluations, the oldest first; at most 20. */
  releases: Release[];
  /** The scan that waits or runs, else the last one. */
  scan: ScanView | null;
  /** Whether this person may ask for a scan. */
  mayScan: boolean;
  mayReadEvidence: boolean;
  waivers: WaiversView;
};

const SELECT = {
  ...EVALUATION_SELECT,
  startedAt: true,
  digest: true,
  digestSeen: true,
  results: { orderBy: { position: "asc" }, select: RESULT_SELECT },
  evidence: {
    orderBy: { position: "asc" },
    select: {
      sha256: true,
      kind: true,
      source: true,
      fetchedAt: true,
      httpStatus: true,
      evidence: { select: { mediaType: true, sizeBytes: true } },
    },
  },
} as const;

/** How far a version is trusted and why, for whoever may see the version; null: nobody may see it. */
export const getTrust = defineQuery({
  name: "getTrust",
  permission: "catalog.read",
  input: GetTrustInput,

  async run(readers, ctx, { name, version }): Promise<TrustView | null> {
    const found = await findVisibleVersion(readers, ctx, { name, version });
    if (found === null) return null;
    const { db } = readers;
    const [options, standing, history, scan, waivers] = await Promise.all([
      trustOptions(db, found),
      standingOf(db, found.id, ctx.now),
      historyOf(readers, found.id),
      scanOf(db, found.id),
      waiversOf(db, ctx, found),
    ]);
    return {
      version: found.version,
      isCurrent: found.id === found.server.currentVersionId,
      standing,
      options,
      history,
      releases: await releasesOf(readers, ctx, { found, history }),
      scan,
      mayScan: mayAskForScan(found.server, ctx.actor),
      mayReadEvidence: mayReadEvidence(found, ctx),
      waivers,
    };
  },
});

type Subject = Parameters<typeof newestEvaluations>[1];

/** A step: each way to install a version, or the document of a request, with all that was found. */
export async function trustOptions(db: Readers["db"], subject: Subject): Promise<OptionTrust[]> {
  const newest = await newestEvaluations(db, subject);
  const ids = newest.flatMap(({ row }) => row?.id ?? []);
  const evaluations = await evaluationsOf(db, ids);
  return newest.map(({ option: { reference, option, type, name, version }, row }) => ({
    option,
    type,
    name,
    version,
    isScannable: reference !== null && SCANNED_KINDS.has(reference.kind),
    evaluated: evaluations.find(({ id }) => id === row?.id) ?? null,
  }));
}

async function releasesOf(
  { db }: Readers,
  { actor }: Context,
  { found, history: [first] }: { found: VisibleVersion; history: readonly HistoryPoint[] },
): Promise<Release[]> {
  if (first === undefined) return [];
  const { server } = found;
  const of = { serverId: server.id, hidden: hiddenVersionStates(actor, server) };
  const all = await releasesSince(db, of, first.at);
  return all.filter(({ version }) => version !== found.version);
}

async function evaluationsOf(db: Readers["db"], ids: readonly string[]) {
  const rows = await inParts(ids, (part) =>
    db.trustEvaluation.findMany({ where: { id: { in: part } }, select: SELECT }),
  );
  const kept = await keptBodies(
    db,
    rows.flatMap(({ evidence }) => evidence.map((one) => one.sha256)),
  );
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind as ArtifactKind,
    digest: row.digest,
    digestSeen: row.digestSeen,
    ruleSet: row.ruleSet,
    startedAt: row.startedAt,
    finishedAt: row.finishedAt,
    evaluation: evaluationOf(row),
    controls: row.results.map((result) => controlView(resultOf(result))),
    evidence: row.evidence.map(({ evidence, ...use }) => ({
      ...use,
      ...evidence,
      isKept: kept.has(use.sha256),
    })),
  }));
}

/** Which of them have a body, without reading it. */
async function keptBodies(db: Readers["db"], all: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await db.trustEvidence.findMany({
    where: { sha256: { in: [...new Set(all)] }, body: { not: null } },
    select: { sha256: true },
  });
  return new Set(rows.map(({ sha256 }) => sha256));
}

function controlView(result: ControlResult): ControlView {
  const { title, level, group } = CONTROLS[result.control];
  return { ...result, title, level, group };
}
