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

const FIXES = {
  name: "trust_overview_fixes",
  text: `SELECT o."control", o."code", o."status", o."reason", min(o."remediation") AS "remediation",
      count(*) FILTER (WHERE o."isSole")::int AS "raises", count(*)::int AS "blocks"
    FROM "TrustOpenControl" o JOIN "Server" s ON s."currentVersionId" = o."versionId"
    WHERE o."isStep" AND NOT o."isRepeat" AND coalesce(o."reason", '') <> ALL ($2::text[]) AND ${ON_OFFER}
    GROUP BY 1, 2, 3, 4 ORDER BY "raises" DESC, "blocks" DESC, 1, 2 LIMIT ${MOST}`,
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
