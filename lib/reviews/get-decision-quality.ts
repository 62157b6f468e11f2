import type { RiskTier } from "#lib/requests/core/words.ts";
import { RISK_TIERS, requestNumber } from "#lib/requests/core/words.ts";
import { defineQuery, type Readers } from "#lib/verbs/define-query.ts";
import { AGES, binned, LOOKED, TO_DECIDE, weeksOf, type Period } from "./core/quality.ts";
import * as statements from "./quality-statements.ts";
import { DecisionQualityInput } from "./schemas.ts";

export type Times = {
  decided: number;
  /** Null where nothing was decided. */
  medianSeconds: number | null;
  p90Seconds: number | null;
  medianResponseSeconds: number | null;
};
export type WeekOfDecisions = {
  /** Its Monday, as 2026-11-23. */
  week: string;
  approve: number;
  reject: number;
  requestChanges: number;
};
export type ReviewerLoad = {
  id: string;
  name: string;
  email: string;
  decisions: number;
  approved: number;
  rejected: number;
  sentBack: number;
  opened: number;
  quick: number;
  medianLookedSeconds: number | null;
  assigned: number;
};
export type Reversal = {
  number: string;
  title: string;
  what: "quarantined" | "rejected" | "retired";
  decidedAt: Date;
  undoneAt: Date;
};

export type DecisionQuality = {
  days: Period;
  since: Date;
  /** From submission to decision, pauses taken out. */
  toDecide: Times & { byTier: (Times & { tier: RiskTier })[]; bins: number[] };
  /** From opening a revision to deciding on it; `bins` holds those that were opened. */
  looked: { decisions: number; quick: number; neverOpened: number; bins: number[] };
  weeks: WeekOfDecisions[];
  reversals: { approved: number; undone: number; latest: Reversal[]; changedMinds: number };
  reviewers: { total: number; shown: ReviewerLoad[] };
  /** As it is now, whatever the period. */
  queue: {
    open: number;
    overdue: number;
    unassigned: number;
    /** Waiting for their authors; their clocks stand still. */
    withAuthor: number;
    ages: number[];
  };
};

type Span = readonly [since: Date, until: Date];

/** How quickly and how carefully requests are decided, over a period that ends now. */
export const getDecisionQuality = defineQuery({
  name: "getDecisionQuality",
  permission: "quality.read",
  input: DecisionQualityInput,

  async run({ sql }, ctx, { days }): Promise<DecisionQuality> {
    const since = new Date(ctx.now.getTime() - days * 86_400_000);
    const span: Span = [since, ctx.now];
    const [toDecide, looked, weeks, reversals, reviewers, queue] = await Promise.all([
      readTimes(sql, span),
      readLooked(sql, span),
      readWeeks(sql, span),
      readReversals(sql, span),
      readReviewers(sql, span),
      readQueue(sql, ctx.now),
    ]);
    return { days, since, toDecide, looked, weeks, reversals, reviewers, queue };
  },
});

type Sql = Readers["sql"];

async function readTimes(sql: Sql, span: Span): Promise<DecisionQuality["toDecide"]> {
  const [rows, bins] = await Promise.all([
    sql<statements.TimesRow>(statements.TIMES, span),
    sql<statements.BinRow>(statements.TIME_BINS, [...span, TO_DECIDE.bounds]),
  ]);
  const timesOf = (tier: RiskTier | null): Times => {
    const row = rows.find((one) => one.tier === tier);
    return {
      decided: row?.decided ?? 0,
      medianSeconds: row?.median ?? null,
      p90Seconds: row?.p90 ?? null,
      medianResponseSeconds: row?.response ?? null,
    };
  };
  return {
    ...timesOf(null),
    byTier: RISK_TIERS.map((tier) => ({ tier, ...timesOf(tier) })),
    bins: binned(TO_DECIDE, bins),
  };
}

async function readLooked(sql: Sql, span: Span): Promise<DecisionQuality["looked"]> {
  const rows = await sql<statements.LookedRow>(statements.LOOKED_BINS, [...span, LOOKED.bounds]);
  const opened = rows.flatMap(({ bin, count }) => (bin === null ? [] : [{ bin, count }]));
  const bins = binned(LOOKED, opened);
  return {
    decisions: rows.reduce((sum, { count }) => sum + count, 0),
    quick: bins[0] ?? 0,
    neverOpened: rows.find(({ bin }) => bin === null)?.count ?? 0,
    bins,
  };
}

async function readWeeks(sql: Sql, span: Span): Promise<WeekOfDecisions[]> {
  const rows = await sql<statements.WeekRow>(statements.WEEKS, span);
  const count = (week: string, decision: string) =>
    rows.find((row) => row.week === week && row.decision === decision)?.count ?? 0;
  return weeksOf(...span).map((week) => ({
    week,
    approve: count(week, "approve"),
    reject: count(week, "reject"),
    requestChanges: count(week, "request_changes"),
  }));
}

async function readReversals(sql: Sql, span: Span): Promise<DecisionQuality["reversals"]> {
  const [rows, [changed]] = await Promise.all([
    sql<statements.CountsRow & (statements.UndoneRow | statements.NoneUndone)>(
      statements.UNDONE,
      span,
    ),
    sql<{ count: number }>(statements.CHANGED_MINDS, span),
  ]);
  return {
    approved: rows[0]?.approved ?? 0,
    undone: rows[0]?.undone ?? 0,
    latest: rows.flatMap((row) =>
      row.number === null
        ? []
        : [
            {
              number: requestNumber(row.number),
              title: row.title,
              what: row.what,
              decidedAt: row.decided_at,
              undoneAt: row.undone_at,
            },
          ],
    ),
    changedMinds: changed?.count ?? 0,
  };
}

async function readReviewers(sql: Sql, span: Span): Promise<DecisionQuality["reviewers"]> {
  const rows = await sql<statements.ReviewerRow>(statements.REVIEWERS, span);
  return {
    total: rows[0]?.total ?? 0,
    shown: rows.map(({ sent_back: sentBack, looked_ms: lookedMs, total: _, ...row }) => ({
      ...row,
      sentBack,
      medianLookedSeconds: lookedMs === null ? null : lookedMs / 1_000,
    })),
  };
}

async function readQueue(sql: Sql, now: Date): Promise<DecisionQuality["queue"]> {
  const [[row], ages] = await Promise.all([
    sql<statements.QueueRow>(statements.QUEUE, [now]),
    sql<statements.BinRow>(statements.QUEUE_AGES, [now, AGES.bounds]),
  ]);
  return {
    open: row?.open ?? 0,
    overdue: row?.overdue ?? 0,
    unassigned: row?.unassigned ?? 0,
    withAuthor: row?.with_author ?? 0,
    ages: binned(AGES, ages),
  };
}
