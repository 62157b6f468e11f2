import type { Readers } from "#lib/verbs/define-query.ts";
import type { ControlId } from "./core/controls.ts";
import type { Status } from "./core/words.ts";

/** What moved between two evaluations of one way to install a version. */
export type Move =
  | { kind: "control"; control: ControlId; from: Status; to: Status }
  /** A known weakness that came to light, or does not count any longer. */
  | { kind: "advisory"; title: string; isNew: boolean };

/** More than a chart can tell apart. */
const MOST_EVALUATIONS = 120;
const MOST_MOVES = 1_000;

const RECENT = `
  WITH recent AS (
    SELECT e."id", lag(e."id") OVER (PARTITION BY e."option" ORDER BY e."finishedAt", e."id") AS "before"
    FROM "TrustEvaluation" e
    WHERE e."versionId" = $1::uuid
      AND e."finishedAt" >= coalesce((SELECT o."finishedAt" FROM "TrustEvaluation" o
        WHERE o."versionId" = $1::uuid ORDER BY o."finishedAt" DESC OFFSET $2 LIMIT 1), '-infinity'))`;

const CONTROLS = `${RECENT}
  SELECT e."id", r."control", b."status" AS "from", r."status" AS "to"
  FROM recent e
  JOIN "TrustControlResult" r ON r."evaluationId" = e."id"
  JOIN "TrustControlResult" b ON b."evaluationId" = e."before" AND b."control" = r."control"
  WHERE b."status" <> r."status"
  ORDER BY e."id", r."position"
  LIMIT $3`;

/** Where one of the two could not look, nothing is known to have come or gone. */
const CHECKED = `EXISTS (SELECT 1 FROM "TrustControlResult" c WHERE c."control" = 'SC-02'
      AND c."status" NOT IN ('not_checkable', 'error') AND c."evaluationId"`;
const titlesOnlyIn = (one: string, other: string) => `
  FROM recent e
  JOIN "TrustFinding" f ON f."evaluationId" = e.${one} AND f."control" = 'SC-02'
  WHERE ${CHECKED} = e."id") AND ${CHECKED} = e."before")
    AND NOT EXISTS (SELECT 1 FROM "TrustFinding" o WHERE o."evaluationId" = e.${other}
      AND o."control" = 'SC-02' AND o."title" = f."title")`;
const ADVISORIES = `${RECENT}
  SELECT e."id", f."title", true AS "isNew" ${titlesOnlyIn('"id"', '"before"')}
  UNION
  SELECT e."id", f."title", false ${titlesOnlyIn('"before"', '"id"')}
  ORDER BY 1, 3 DESC, 2
  LIMIT $3`;

/** A step: what moved in the newest evaluations of a version, by their ids. */
export async function movesOf(
  sql: Readers["sql"],
  versionId: string,
): Promise<ReadonlyMap<string, Move[]>> {
  const values = [versionId, MOST_EVALUATIONS, MOST_MOVES];
  const [controls, advisories] = await Promise.all([
    sql<{ id: string; control: ControlId; from: Status; to: Status }>(
      { name: "moved-controls", text: CONTROLS },
      values,
    ),
    sql<{ id: string; title: string; isNew: boolean }>(
      { name: "moved-advisories", text: ADVISORIES },
      values,
    ),
  ]);
  const moves = new Map<string, Move[]>();
  const add = (id: string, move: Move) => moves.set(id, [...(moves.get(id) ?? []), move]);
  for (const { id, ...move } of controls) add(id, { kind: "control", ...move });
  for (const { id, ...move } of advisories) add(id, { kind: "advisory", ...move });
  return moves;
}
