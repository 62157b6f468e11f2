import { defineQuery, type Readers } from "#lib/verbs/define-query.ts";
import { auditSource } from "./audit-source.ts";
import { isOwnAction, OWN_ACTIONS } from "./core/action-words.ts";
import { periodStart } from "./core/periods.ts";
import { findEvents } from "./find-events.ts";
import { NEWEST } from "./place.ts";
import { resolveFilter, type ResolvedFilter } from "./resolve-filter.ts";
import { AuditFilterInput, type AuditFilter } from "./schemas.ts";
import { groupsText, values } from "./source-text.ts";

export type AuditDay = { day: string; success: number; refused: number; failed: number };
export type AuditCounts = {
  /** The last 90 days, the oldest first: what was sequenced, by the action and outcome asked for. */
  days: AuditDay[];
  /** Filters that the chart does not follow. */
  chartIgnores: boolean;
  count: number;
  /** There are more: counting stopped. */
  capped: boolean;
  /** What was counted: all that match, or only the 90 days of the chart. */
  of: "all" | "90 days";
};

/** Where the index alone answers, and where records are read. */
const CAP = 10_000;
const READ_CAP = 1_000;
const DAYS = 90;

/** How many records match, and when they happened. Never an exact count that takes long. */
export const getAuditCounts = defineQuery({
  name: "getAuditCounts",
  permission: "audit.read",
  input: AuditFilterInput,

  async run({ sql }, { now }, input): Promise<AuditCounts> {
    const [filter, days] = await Promise.all([
      resolveFilter(sql, input, now),
      daysOf(sql, input, now),
    ]);
    const { period, from, to, action, outcome: _, ...rest } = input;
    const narrowed = Object.values(rest).some((value) => value !== undefined && value !== "");
    const timed = period !== undefined || from !== undefined || to !== undefined;
    const chartIgnores = narrowed || (timed && period !== "90d");
    if (!chartIgnores && !isOwnAction(action)) {
      const count = days.reduce((sum, day) => sum + day.success + day.refused + day.failed, 0);
      return { days, chartIgnores, count, capped: false, of: "90 days" };
    }
    return { days, chartIgnores, ...(await capped(sql, filter)), of: "all" };
  },
});

// Of a noun, a prefix; the log's own actions only when one of them is asked for.
const DAY_COUNTS = {
  name: "audit-days",
  text: `
  SELECT "day" - DATE '1970-01-01' AS "day", "outcome", sum("count")::float8 AS "count"
  FROM "AuditDay"
  WHERE "day" >= DATE '1970-01-01' + $1::int AND starts_with("action", $2) AND ($3 = '' OR "action" = $3)
    AND ($4::text IS NULL OR "outcome" = $4) AND "action" <> ALL($5)
  GROUP BY "AuditDay"."day", "outcome"`,
};
const DAY_MS = 86_400_000;
const dayOf = (at: Date) => Math.floor(at.getTime() / DAY_MS);

async function daysOf(
  sql: Readers["sql"],
  { action, outcome }: AuditFilter,
  now: Date,
): Promise<AuditDay[]> {
  const exact = action.endsWith(".") ? "" : action;
  const first = dayOf(periodStart("90d", now)) + 1;
  const rows = await sql<{ day: number; outcome: keyof AuditDay; count: number }>(DAY_COUNTS, [
    first,
    action,
    exact,
    outcome ?? null,
    isOwnAction(exact) ? [] : OWN_ACTIONS,
  ]);
  const counts = new Map(rows.map((row) => [`${row.day} ${row.outcome}`, row.count]));
  return Array.from({ length: DAYS }, (_, at) => {
    const countOf = (which: string) => counts.get(`${first + at} ${which}`) ?? 0;
    return {
      day: new Date((first + at) * DAY_MS).toISOString().slice(0, 10),
      success: countOf("success"),
      refused: countOf("refused"),
      failed: countOf("failed"),
    };
  });
}

async function capped(
  sql: Readers["sql"],
  filter: ResolvedFilter,
): Promise<{ count: number; capped: boolean }> {
  const source = await auditSource(sql, filter);
  if (source === null) {
    const found = await findEvents(sql, filter, { after: NEWEST, limit: READ_CAP + 1 });
    return { count: Math.min(found.length, READ_CAP), capped: found.length > READ_CAP };
  }
  if (source.groups.length === 0) return { count: 0, capped: false };
  const params = values();
  const most = params.add(CAP + 1, "int");
  const groups = groupsText(params, source, { filter, after: NEWEST, limit: most });
  const [row] = await sql<{ count: number }>(
    {
      text: `SELECT count(*)::int AS "count" FROM (SELECT 1 ${groups} LIMIT ${most}) x`,
    },
    params.given,
  );
  const count = row?.count ?? 0;
  return { count: Math.min(count, CAP), capped: count > CAP };
}
