import type { Tx } from "#lib/db/client.ts";
import { inParts } from "#lib/db/in-parts.ts";
import type { ControlId } from "./core/controls.ts";
import {
  openControls,
  openFindings,
  type OpenControl,
  type OpenFinding,
  type OptionResults,
} from "./core/open-items.ts";
import type { ArtifactKind, Level } from "./core/words.ts";
import { RESULT_SELECT, resultOf } from "./evaluation-rows.ts";

/** The newest evaluation of each way to install; null: there is none. */
type Newest = readonly ({
  id: string;
  option: string;
  kind: string;
  level: number;
  finishedAt: Date;
} | null)[];

/** A step: rewrites what is open of a version, after an evaluation. Its server must be locked. */
export async function writeOpenItems(tx: Tx, versionId: string, newest: Newest): Promise<void> {
  const evaluated = newest.filter((one) => one !== null);
  const isWhole = evaluated.length === newest.length;
  const [options, before] = [await resultsOf(tx, evaluated), await openBefore(tx, versionId)];
  const controls = openControls(options, isWhole, before.controls);
  const findings = openFindings(options, before.findings);
  // Most evaluations find what the one before found.
  if (!isSame(controls, before.controls)) await writeControls(tx, versionId, controls);
  if (!isSame(findings, before.findings)) await writeFindings(tx, versionId, findings);
}

async function resultsOf(
  tx: Tx,
  evaluated: readonly NonNullable<Newest[number]>[],
): Promise<OptionResults[]> {
  const rows = await inParts(
    evaluated.map(({ id }) => id),
    (part) =>
      tx.trustControlResult.findMany({
        where: { evaluationId: { in: part } },
        orderBy: { position: "asc" },
        select: { ...RESULT_SELECT, evaluationId: true },
      }),
  );
  return evaluated.map(({ id, option, kind, level, finishedAt }) => ({
    option,
    kind: kind as ArtifactKind,
    level: level as Level,
    at: finishedAt.toISOString(),
    results: rows.filter(({ evaluationId }) => evaluationId === id).map(resultOf),
  }));
}

async function openBefore(tx: Tx, versionId: string) {
  const where = { versionId };
  const controls = await tx.trustOpenControl.findMany({ where, omit: { versionId: true } });
  const findings = await tx.trustOpenFinding.findMany({
    where,
    orderBy: [{ option: "asc" }, { control: "asc" }, { position: "asc" }],
    omit: { versionId: true },
  });
  return {
    controls: controls.map((row) => ({ ...row, ...wordsOf(row) }) as OpenControl),
    findings: findings.map((row) => ({ ...row, ...wordsOf(row) }) as OpenFinding),
  };
}

const wordsOf = ({ control, since }: { control: string; since: Date }) => ({
  control: control as ControlId,
  since: since.toISOString(),
});

async function writeControls(tx: Tx, versionId: string, rows: readonly OpenControl[]) {
  await tx.trustOpenControl.deleteMany({ where: { versionId } });
  await tx.trustOpenControl.createMany({ data: rows.map((row) => ({ ...row, versionId })) });
}

async function writeFindings(tx: Tx, versionId: string, rows: readonly OpenFinding[]) {
  await tx.trustOpenFinding.deleteMany({ where: { versionId } });
  await tx.trustOpenFinding.createMany({ data: rows.map((row) => ({ ...row, versionId })) });
}

function isSame(some: readonly (OpenControl | OpenFinding)[], others: typeof some): boolean {
  const texts = (rows: typeof some) =>
    rows.map((row) => JSON.stringify(Object.entries(row).sort())).sort();
  const [one, other] = [texts(some), texts(others)];
  return one.length === other.length && one.every((text, at) => text === other[at]);
}
