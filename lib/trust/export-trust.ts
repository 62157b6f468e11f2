import type { Db } from "#lib/db/client.ts";
import type { Prisma } from "#lib/db/generated/client.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { NO_PAST, type Evaluation, type Past } from "./core/evaluate.ts";
import type { ControlResult } from "./core/result.ts";
import { RULE_SET, type ArtifactKind } from "./core/words.ts";
import {
  EVALUATION_SELECT,
  evaluationOf,
  pastOf,
  RESULT_SELECT,
  resultOf,
} from "./evaluation-rows.ts";
import { findVisibleVersion } from "./find-visible-version.ts";
import { newestEvaluations } from "./project-trust.ts";
import { ExportTrustInput } from "./schemas.ts";
import { EXPORTED_WAIVER, exportedWaiver, type ExportedWaiver } from "./waivers/exported-waiver.ts";

export type TrustExport = {
  format: "gatehouse-trust/1";
  ruleSet: string;
  server: { name: string; version: string };
  options: ExportedOption[];
};

export type ExportedOption = {
  option: string;
  artifact: { kind: ArtifactKind; name: string; version: string | null; digest: string | null };
  /** False: the digest is the last one that could be read. */
  digestSeen: boolean;
  kind: ArtifactKind;
  subject: "entry";
  at: string;
  results: ControlResult[];
  /** What earlier evaluations of the same digest had left. */
  past: Past;
  /** Those that results name: what was accepted, until when and why. */
  waivers: ExportedWaiver[];
  evidence: { sha256: string; kind: string; source: string; fetchedAt: string }[];
  evaluation: Evaluation;
};

const SELECT = {
  ...EVALUATION_SELECT,
  name: true,
  artifactVersion: true,
  digest: true,
  digestSeen: true,
  began: true,
  previous: { select: { past: true } },
  results: {
    orderBy: { position: "asc" },
    select: { ...RESULT_SELECT, waiver: { select: EXPORTED_WAIVER } },
  },
  evidence: {
    orderBy: { position: "asc" },
    select: { sha256: true, kind: true, source: true, fetchedAt: true },
  },
} as const;

/**
 * All that level and score of a version follow from: `scripts/verify-trust.mjs` computes them again.
 * Options that were evaluated by another rule set than the one in force are left out.
 * @throws AppError `not_found` for a version that nobody may see, or that was not evaluated.
 */
export const exportTrust = defineQuery({
  name: "exportTrust",
  permission: "catalog.read",
  input: ExportTrustInput,

  async run(readers, ctx, { name, version }): Promise<TrustExport> {
    const found = await findVisibleVersion(readers, ctx, { name, version });
    if (found === null) throw new AppError("not_found", "There is no such version in the catalog.");
    const newest = await newestEvaluations(readers.db, found);
    const ids = newest.flatMap(({ row }) => (row?.ruleSet === RULE_SET ? [row.id] : []));
    const options = await optionsOf(readers.db, ids);
    if (options.length === 0)
      throw new AppError("not_found", "This version was not assessed yet: ask for a scan.");
    return {
      format: "gatehouse-trust/1",
      ruleSet: RULE_SET,
      server: { name, version: found.version },
      options,
    };
  },
});

type ExportRow = Prisma.TrustEvaluationGetPayload<{ select: typeof SELECT }>;

async function optionsOf(db: Db, ids: readonly string[]): Promise<ExportedOption[]> {
  const rows = await db.trustEvaluation.findMany({
    where: { id: { in: [...ids] } },
    select: SELECT,
  });
  return ids
    .flatMap((id) => rows.find((row) => row.id === id) ?? [])
    .map((row) => {
      const kind = row.kind as ArtifactKind;
      return {
        option: row.option,
        artifact: { kind, name: row.name, version: row.artifactVersion, digest: row.digest },
        digestSeen: row.digestSeen,
        kind,
        subject: "entry",
        at: row.finishedAt.toISOString(),
        results: row.results.map(resultOf),
        past: pastBefore(row),
        waivers: row.results.flatMap(({ waiver }) =>
          waiver === null ? [] : [exportedWaiver(waiver)],
        ),
        evidence: row.evidence.map(({ fetchedAt, ...rest }) => ({
          ...rest,
          fetchedAt: fetchedAt.toISOString(),
        })),
        evaluation: evaluationOf(row),
      };
    });
}

const pastBefore = ({ began, previous }: Pick<ExportRow, "began" | "previous">): Past => {
  const before = began ?? previous?.past ?? null;
  return before === null ? NO_PAST : pastOf(before);
};
