import { defineQuery } from "#lib/verbs/define-query.ts";
import { CONTROLS, type ControlId } from "../core/controls.ts";
import type { OpenControl } from "../core/open-items.ts";
import type { Level, Reason } from "../core/words.ts";
import { ON_OFFER } from "./on-offer.ts";
import { TrustOverviewInput } from "./schemas.ts";

export type Fix = Pick<OpenControl, "control" | "status" | "reason" | "code"> & {
  /** Of the control. */
  title: string;
  /** What one of the findings says and advises; null: it could not be checked. */
  found: string | null;
  remediation: string | null;
  /** Other servers have a finding of the same kind that says something else. */
  isExample: boolean;
  /** Servers that would reach their next level if this control passed. */
  raises: number;
  /** Servers that it keeps from their next level, with or without something else. */
  blocks: number;
  /** The same by that next level, the lowest first. */
  levels: { level: Exclude<Level, 0>; raises: number; blocks: number }[];
};

const MOST = 10;

/** What nobody can do anything about is no fix: not checked here, or tried again by itself. */
const NO_FIX = [
  ...["not_implemented", "unsupported_language"],
  ...["unreachable", "timeout", "dns", "tls", "rate_limited", "registry_5xx"],
] as const satisfies readonly Reason[];

const IS_STEP = `o."isStep" AND NOT o."isRepeat"`;

/**
 * What tells two fixes of a control apart. Why it could not be checked comes first: what was found
 * all the same keeps nobody from the next level.
 */
export const CODE = `coalesce("reason", "code")`;

const wordsOf = (version: string) => `(
      SELECT o."remediation", (
        SELECT n."title" FROM "TrustOpenFinding" n
        WHERE n."versionId" = o."versionId" AND n."option" = o."option" AND n."control" = o."control" AND n."code" = o."code"
        ORDER BY n."position" LIMIT 1
      ) AS "found"
      FROM "TrustOpenControl" o
      WHERE f."reason" IS NULL AND o."versionId" = ${version} AND o."control" = f."control" AND o."code" = f."code" AND ${IS_STEP} LIMIT 1
    )`;

/**
 * From the servers on, by the index "TrustOpenControl_steps" alone (OFFSET 0 keeps it so): versions that
 * nobody is offered any more are not read. The words are those of the first of the versions that count,
 * and an example where the last one has others.
 */
const FIXES = {
  name: "trust_overview_fixes",
  text: `WITH step AS (
      SELECT o."control", ${CODE} AS "code", min(o."status") AS "status", min(o."reason") AS "reason", x."level",
        array_agg(o."versionId") AS "versions",
        count(*) FILTER (WHERE o."isSole")::int AS "raises", count(*)::int AS "blocks"
      FROM "Server" s JOIN "ServerTrust" x ON x."serverId" = s."id" CROSS JOIN LATERAL (
        SELECT * FROM "TrustOpenControl" o WHERE o."versionId" = s."currentVersionId" AND ${IS_STEP} OFFSET 0
      ) o
      WHERE (o."reason" IS NULL OR o."reason" <> ALL ($2::text[])) AND ${ON_OFFER}
      GROUP BY 1, 2, 5
    ), fix AS (
      SELECT "control", "code", min("status") AS "status", min("reason") AS "reason",
        (min("versions"))[1] AS "first", (max("versions"))[cardinality(max("versions"))] AS "last",
        sum("raises")::int AS "raises", sum("blocks")::int AS "blocks",
        jsonb_agg(jsonb_build_object('level', "level", 'raises', "raises", 'blocks', "blocks")) AS "levels"
      FROM step GROUP BY 1, 2 ORDER BY 7 DESC, 8 DESC, 1, 2 LIMIT ${MOST}
    )
    SELECT f."control", f."code", f."status", f."reason", f."raises", f."blocks", f."levels", w."remediation", w."found",
      (w."remediation", w."found") IS DISTINCT FROM (l."remediation", l."found") AS "isExample"
    FROM fix f LEFT JOIN LATERAL ${wordsOf('f."first"')} w ON true LEFT JOIN LATERAL ${wordsOf('f."last"')} l ON true
    ORDER BY f."raises" DESC, f."blocks" DESC, 1, 2`,
};

/** `levels`: by the level that the servers have; null is one that nobody has assessed. */
type Row = Omit<Fix, "title" | "levels"> & {
  control: ControlId;
  levels: { level: Level | null; raises: number; blocks: number }[];
};

/** The ten fixes that would raise most servers on offer, as the results of their scans say. */
export const listFixes = defineQuery({
  name: "listFixes",
  permission: "trust.oversee",
  input: TrustOverviewInput,

  async run({ sql }, _ctx, { team = null }): Promise<Fix[]> {
    const rows = await sql<Row>(FIXES, [team, NO_FIX]);
    return rows.map((row) => ({
      ...row,
      title: CONTROLS[row.control].title,
      levels: ([1, 2, 3, 4] as const).flatMap((level) => nextOf(level, row.levels)),
    }));
  },
});

/** Of the servers whose next level it is. */
function nextOf(level: Exclude<Level, 0>, rows: Row["levels"]): Fix["levels"] {
  const those = rows.filter((row) => (row.level ?? 0) + 1 === level);
  const sum = (name: "raises" | "blocks") => those.reduce((all, row) => all + row[name], 0);
  return those.length === 0 ? [] : [{ level, raises: sum("raises"), blocks: sum("blocks") }];
}
