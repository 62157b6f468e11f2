import { defineQuery } from "#lib/verbs/define-query.ts";
import { CONTROLS, type ControlId } from "../core/controls.ts";
import type { OpenControl } from "../core/open-items.ts";
import type { Reason } from "../core/words.ts";
import { ON_OFFER } from "./on-offer.ts";
import { TrustOverviewInput } from "./schemas.ts";

export type Fix = Pick<OpenControl, "control" | "status" | "reason" | "code"> & {
  /** Of the control. */
  title: string;
  /** What one of the findings advises; null: it could not be checked. */
  remediation: string | null;
  /** Servers that would reach their next level if this control passed. */
  raises: number;
  /** Servers that it keeps from their next level, with or without something else. */
  blocks: number;
};

const MOST = 10;

/** What nobody can do anything about is no fix: not checked here, or tried again by itself. */
const NO_FIX = [
  ...["not_implemented", "unsupported_language"],
  ...["unreachable", "timeout", "dns", "tls", "rate_limited", "registry_5xx"],
] as const satisfies readonly Reason[];

const IS_STEP = `o."isStep" AND NOT o."isRepeat"`;

/**
 * From the servers on, by the index "TrustOpenControl_steps" alone (OFFSET 0 keeps it so): versions that
 * nobody is offered any more are not read. What is advised is of one of the versions that count.
 */
const FIXES = {
  name: "trust_overview_fixes",
  text: `WITH fix AS (
      SELECT o."control", o."code", o."status", o."reason", min(o."versionId"::text)::uuid AS "versionId",
        count(*) FILTER (WHERE o."isSole")::int AS "raises", count(*)::int AS "blocks"
      FROM "Server" s CROSS JOIN LATERAL (
        SELECT * FROM "TrustOpenControl" o WHERE o."versionId" = s."currentVersionId" AND ${IS_STEP} OFFSET 0
      ) o
      WHERE (o."reason" IS NULL OR o."reason" <> ALL ($2::text[])) AND ${ON_OFFER}
      GROUP BY 1, 2, 3, 4 ORDER BY "raises" DESC, "blocks" DESC, 1, 2 LIMIT ${MOST}
    )
    SELECT f."control", f."code", f."status", f."reason", f."raises", f."blocks", (
      SELECT o."remediation" FROM "TrustOpenControl" o
      WHERE o."versionId" = f."versionId" AND o."control" = f."control" AND o."code" = f."code" AND ${IS_STEP} LIMIT 1
    ) AS "remediation"
    FROM fix f ORDER BY f."raises" DESC, f."blocks" DESC, 1, 2`,
};

type Row = Omit<Fix, "title"> & { control: ControlId };

/** The ten fixes that would raise most servers on offer, as the results of their scans say. */
export const listFixes = defineQuery({
  name: "listFixes",
  permission: "trust.oversee",
  input: TrustOverviewInput,

  async run({ sql }, _ctx, { team = null }): Promise<Fix[]> {
    const rows = await sql<Row>(FIXES, [team, NO_FIX]);
    return rows.map((row) => ({ ...row, title: CONTROLS[row.control].title }));
  },
});
