import { QUICK_MS, REVERSAL_DAYS } from "./core/quality.ts";

/**
 * The numbers of decision quality, in plain SQL. $1 and $2: from and until. Requests that no person
 * decided (a pipeline's fast track) are left out.
 */
const DECIDED_BY_PEOPLE = `EXISTS (SELECT 1 FROM "RequestDecision" d WHERE d."requestId" = r."id")`;

/** Seconds under review: from submission, without the time its author was asked for changes. */
const UNDER_REVIEW = (until: string) =>
  `greatest(0, extract(epoch FROM ${until} - r."submittedAt") - r."pausedSeconds")::float8`;

const DECIDED = `
  SELECT greatest(r."raisedTier", r."riskTier")::text AS "tier",
         ${UNDER_REVIEW('r."decidedAt"')} AS "seconds",
         extract(epoch FROM r."respondedAt" - r."submittedAt")::float8 AS "response"
  FROM "Request" r
  WHERE r."state" IN ('approved', 'rejected') AND r."decidedAt" BETWEEN $1 AND $2
    AND r."submittedAt" IS NOT NULL AND ${DECIDED_BY_PEOPLE}`;

export type TimesRow = {
  /** Null: all tiers together. */
  tier: string | null;
  decided: number;
  median: number | null;
  p90: number | null;
  response: number | null;
};
export const TIMES = {
  name: "quality_times",
  text: `WITH decided AS (${DECIDED})
  SELECT "tier", count(*)::int AS "decided",
         percentile_cont(0.5) WITHIN GROUP (ORDER BY "seconds") AS "median",
         percentile_cont(0.9) WITHIN GROUP (ORDER BY "seconds") AS "p90",
         percentile_cont(0.5) WITHIN GROUP (ORDER BY "response") AS "response"
  FROM decided GROUP BY GROUPING SETS (("tier"), ())`,
};

export type BinRow = { bin: number; count: number };
/** $3: bounds in seconds. */
export const TIME_BINS = {
  name: "quality_time_bins",
  text: `WITH decided AS (${DECIDED})
  SELECT width_bucket("seconds", $3::float8[]) AS "bin", count(*)::int AS "count"
  FROM decided GROUP BY 1`,
};

export type LookedRow = { bin: number | null; count: number };
/** $3: bounds in milliseconds; the bin is null where the reviewer never opened the revision. */
export const LOOKED_BINS = {
  name: "quality_looked_bins",
  text: `SELECT width_bucket(d."lookedMs"::float8, $3::float8[]) AS "bin", count(*)::int AS "count"
  FROM "RequestDecision" d WHERE d."at" BETWEEN $1 AND $2 GROUP BY 1`,
};

export type WeekRow = { week: string; decision: string; count: number };
export const WEEKS = {
  name: "quality_weeks",
  text: `SELECT to_char(date_trunc('week', d."at" AT TIME ZONE 'UTC'), 'YYYY-MM-DD') AS "week",
         d."decision"::text AS "decision", count(*)::int AS "count"
  FROM "RequestDecision" d WHERE d."at" BETWEEN $1 AND $2 GROUP BY 1, 2`,
};

export type ReviewerRow = {
  id: string;
  name: string;
  email: string;
  decisions: number;
  approved: number;
  rejected: number;
  sent_back: number;
  opened: number;
  quick: number;
  looked_ms: number | null;
  assigned: number;
  total: number;
};
export const REVIEWERS = {
  name: "quality_reviewers",
  text: `WITH made AS (
    SELECT d."reviewerId" AS "id", count(*)::int AS "decisions",
           count(*) FILTER (WHERE d."decision" = 'approve')::int AS "approved",
           count(*) FILTER (WHERE d."decision" = 'reject')::int AS "rejected",
           count(*) FILTER (WHERE d."decision" = 'request_changes')::int AS "sent_back",
           count(d."lookedMs")::int AS "opened",
           count(*) FILTER (WHERE d."lookedMs" < ${QUICK_MS})::int AS "quick",
           percentile_cont(0.5) WITHIN GROUP (ORDER BY d."lookedMs") AS "looked_ms"
    FROM "RequestDecision" d WHERE d."at" BETWEEN $1 AND $2 GROUP BY 1
  ), held AS (
    SELECT r."assigneeId" AS "id", count(*)::int AS "assigned" FROM "Request" r
    WHERE r."assigneeId" IS NOT NULL AND r."state" IN ('submitted', 'in_review', 'changes_requested')
    GROUP BY 1
  )
  SELECT u."id", u."name", u."email", coalesce(m."decisions", 0) AS "decisions",
         coalesce(m."approved", 0) AS "approved", coalesce(m."rejected", 0) AS "rejected",
         coalesce(m."sent_back", 0) AS "sent_back", coalesce(m."opened", 0) AS "opened",
         coalesce(m."quick", 0) AS "quick", m."looked_ms",
         coalesce(h."assigned", 0) AS "assigned", (count(*) OVER ())::int AS "total"
  FROM made m FULL JOIN held h ON h."id" = m."id" JOIN "User" u ON u."id" = coalesce(m."id", h."id")
  ORDER BY 4 DESC, "assigned" DESC, u."name", u."id" LIMIT 50`,
};

export type QueueRow = {
  open: number;
  overdue: number;
  unassigned: number;
  with_author: number;
};
/** $1: now. */
export const QUEUE = {
  name: "quality_queue",
  text: `SELECT count(*) FILTER (WHERE "waits")::int AS "open",
         count(*) FILTER (WHERE "waits" AND "late")::int AS "overdue",
         count(*) FILTER (WHERE "waits" AND "assigneeId" IS NULL)::int AS "unassigned",
         count(*) FILTER (WHERE NOT "waits")::int AS "with_author"
  FROM (
    SELECT r."assigneeId", r."state" <> 'changes_requested' AS "waits",
           r."pausedAt" IS NULL AND coalesce(r."decisionDueAt" < $1
             OR r."respondedAt" IS NULL AND r."responseDueAt" < $1, false) AS "late"
    FROM "Request" r WHERE r."state" IN ('submitted', 'in_review', 'changes_requested')
  ) q`,
};

/** $1: now; $2: bounds in days. */
export const QUEUE_AGES = {
  name: "quality_queue_ages",
  text: `SELECT width_bucket(${UNDER_REVIEW("$1::timestamptz")} / 86400, $2::float8[]) AS "bin",
         count(*)::int AS "count"
  FROM "Request" r WHERE r."state" IN ('submitted', 'in_review') AND r."submittedAt" IS NOT NULL
  GROUP BY 1`,
};

/** Kinds whose approval brings something into use; retiring what was to be retired is no reversal. */
const BRINGS_INTO_USE = `r."kind" IN ('list_server', 'add_version', 'change_server', 'lift_quarantine', 'exception', 'trust_waiver')`;
const APPROVED = `
  SELECT r."id", r."number", r."title", r."serverId", r."decidedAt" FROM "Request" r
  WHERE r."state" = 'approved' AND r."decidedAt" BETWEEN $1 AND $2 AND ${BRINGS_INTO_USE}
    AND ${DECIDED_BY_PEOPLE}`;

export type CountsRow = { approved: number; undone: number };
export type UndoneRow = {
  number: number;
  title: string;
  decided_at: Date;
  undone_at: Date;
  what: "quarantined" | "rejected" | "retired";
};
/** The counts stand there even where nothing was undone. */
export type NoneUndone = { number: null };
/** Approved in the period, and what happened to the server soon afterwards, by the audit log. */
export const UNDONE = {
  name: "quality_undone",
  text: `WITH approved AS (${APPROVED}), undone AS (
    SELECT a."number", a."title", a."decidedAt" AS "decided_at", e."at" AS "undone_at", e."what"
    FROM approved a CROSS JOIN LATERAL (
      SELECT * FROM (
        SELECT l."at", CASE
            WHEN l."action" = 'server.quarantine' THEN 'quarantined'
            WHEN l."action" = 'server.retire' THEN 'retired'
            ELSE l."after" ->> 'lifecycle' END AS "what"
        FROM "AuditEvent" l WHERE l."targetKind" = 'server' AND l."targetId" = a."serverId"::text
          AND l."at" > a."decidedAt" AND l."at" <= a."decidedAt" + interval '${REVERSAL_DAYS} days'
        UNION ALL
        SELECT t."endedAt", 'retired' FROM "Retirement" t
        WHERE t."serverId" = a."serverId" AND t."state" = 'retired'
          AND t."endedAt" > a."decidedAt" AND t."endedAt" <= a."decidedAt" + interval '${REVERSAL_DAYS} days'
      ) each WHERE "what" IN ('quarantined', 'rejected', 'retired') ORDER BY "at" LIMIT 1
    ) e
  ), counts AS (
    SELECT (SELECT count(*) FROM approved)::int AS "approved", (SELECT count(*) FROM undone)::int AS "undone"
  )
  SELECT c.*, u.* FROM counts c LEFT JOIN undone u ON true
  ORDER BY u."undone_at" DESC NULLS LAST LIMIT 20`,
};

/** Reviewers who approved one revision and no longer the next. */
export const CHANGED_MINDS = {
  name: "quality_changed_minds",
  text: `SELECT count(*)::int AS "count" FROM (
    SELECT d."at", d."decision",
           lag(d."decision") OVER (PARTITION BY d."requestId", d."reviewerId" ORDER BY d."revision", d."at") AS "earlier"
    FROM "RequestDecision" d
    WHERE d."requestId" IN (SELECT "requestId" FROM "RequestDecision" WHERE "at" BETWEEN $1 AND $2)
  ) x WHERE "earlier" = 'approve' AND "decision" <> 'approve' AND "at" BETWEEN $1 AND $2`,
};
