import { createHash } from "node:crypto";
import { AppError } from "#lib/kernel/errors.ts";
import { defineQuery, type Readers } from "#lib/verbs/define-query.ts";
import { findingKey } from "./core/compare.ts";
import { mtfReport, type MtfReport, type ReportInput } from "./core/mtf-report.ts";
import type { ArtifactKind } from "./core/words.ts";
import { RESULT_SELECT, resultOf } from "./evaluation-rows.ts";
import { findEvaluated } from "./find-evaluated.ts";
import { findSbom } from "./sbom/find-sbom.ts";
import { MtfReportInput } from "./schemas.ts";

const SELECT = {
  id: true,
  kind: true,
  name: true,
  version: true,
  artifactVersion: true,
  digest: true,
  ruleSet: true,
  startedAt: true,
  finishedAt: true,
  results: { orderBy: { position: "asc" }, select: RESULT_SELECT },
} as const;

/**
 * The newest evaluation of a version in MTF's own form: level and controls are those about the
 * artifact alone; null: nobody may see the version.
 * @throws AppError `not_found` for what was not evaluated, and for what is no bundle with a SHA-256.
 */
export const getMtfReport = defineQuery({
  name: "getMtfReport",
  permission: "catalog.read",
  input: MtfReportInput,

  async run({ db, sql }, ctx, asked): Promise<MtfReport | null> {
    const evaluated = await findEvaluated({ db, sql }, ctx, asked);
    if (evaluated === null) return null;
    const { evaluationId } = evaluated;
    const row =
      evaluationId === null
        ? null
        : await db.trustEvaluation.findUnique({ where: { id: evaluationId }, select: SELECT });
    if (row === null) throw refused("It was not assessed yet: ask for a scan.");
    const sbom = await findSbom(db, row.id);
    return mtfReport({
      artifact: {
        kind: row.kind as ArtifactKind,
        name: row.name,
        version: versionIn([row.artifactVersion, row.version]),
        sha256: await sha256Of(db, row),
      },
      ruleSet: row.ruleSet,
      startedAt: row.startedAt.toISOString(),
      finishedAt: row.finishedAt.toISOString(),
      results: row.results.map(resultOf),
      components: sbom.ok ? sbom.tree.nodes.length : null,
      idOf,
    });
  },
});

const refused = (why: string) =>
  new AppError("not_found", `There is no report in MTF's form. ${why}`);

/** MTF's report takes versions of three numbers. */
function versionIn(texts: readonly (string | null)[]): string {
  const version = texts.find((text) => text !== null && /^\d+\.\d+\.\d+/.test(text));
  if (!version) throw refused("It takes versions of three numbers, such as 1.2.0.");
  return version;
}

/** Of the bytes: npm's own digest is SHA-512, so the archive that was read says it. */
async function sha256Of(
  db: Readers["db"],
  { id, kind, digest }: { id: string; kind: string; digest: string | null },
): Promise<string> {
  const [, hex] = /^sha256:([0-9a-f]{64})$/.exec(digest ?? "") ?? [];
  if (hex !== undefined) return hex;
  if (kind === "remote")
    throw refused(
      "It is about bundles, and a remote server has no bytes to name by their SHA-256.",
    );
  const archive = await db.trustEvidenceUse.findFirst({
    where: { evaluationId: id, kind: "tarball" },
    orderBy: { position: "asc" },
    select: { sha256: true },
  });
  if (archive === null) throw refused("The package's bytes could not be read: ask for a scan.");
  return archive.sha256;
}

const idOf: ReportInput["idOf"] = (control, finding) =>
  `${control}-${createHash("sha256")
    .update(`${findingKey({ ...finding, control })} ${finding.line ?? ""}`)
    .digest("hex")
    .slice(0, 16)}`;
