import { aim, divided, type Aim } from "./aims.ts";
import type { AppendRow } from "./audit-append.ts";
import type { AuditResult } from "./audit-result.ts";
import type { PageCell } from "./audit-page-process.ts";
import { PAGE_MS } from "./audit-pages.ts";

const FULL = 10_000_000;
const CHART_MS = 20;
const CSV_RATIO = 0.4;
const FLAT_MB = 64;
const VERIFIED_PER_SECOND = 150_000;

/** The issue's aims against what was measured. */
export function auditAims(result: AuditResult): Aim[] {
  const { records } = result.options;
  const note =
    records >= FULL
      ? ""
      : ` at ${records.toLocaleString("en")} records (the aim is for 10 million)`;
  return [
    ...appendAims(result.appends?.rows ?? []),
    aim("A2", "verification from PostgreSQL: at least 150,000 records/s", {
      found: divided(result.verification?.whole.records, result.verification?.whole.seconds),
      limit: VERIFIED_PER_SECOND,
      least: true,
      unit: "records/s",
      note,
    }),
    ...pageAims(result.pages?.cells ?? [], note),
    aim("A3", "90-day chart from roll-ups: p95 at most 20 ms", {
      found: result.pages?.chart.p95,
      limit: CHART_MS,
      unit: "ms",
      note,
    }),
    aim("A4", "CSV of a million rows: at least 0.4 times a plain COPY of the same columns", {
      found: divided(result.exports?.csv, result.exports?.copy),
      limit: CSV_RATIO,
      least: true,
      unit: "times",
      note: ofRows(result),
    }),
    aim("A4", "memory of that export: at most 64 MB more than before", {
      found: result.exports?.growthMb,
      limit: FLAT_MB,
      unit: "MB",
      note: ofRows(result),
    }),
  ];
}

const ofRows = ({ exports }: AuditResult) =>
  exports === null ? "" : ` for ${exports.rows.toLocaleString("en")} rows`;

/** Of groups of 200 against plain batches of 200, with the same indexes. */
function appendAims(rows: readonly AppendRow[]): Aim[] {
  const grouped = rows.filter(({ way, stats }) => way === "grouped" && stats.same !== undefined);
  if (grouped.length === 0)
    return [
      aim("A1", "appends: at least half of plain batched inserts", {
        found: undefined,
        limit: 0.5,
        unit: "times",
        note: "",
      }),
    ];
  return grouped.map(({ writers, kind, sequencer, stats }) =>
    aim(
      "A1",
      `appends of ${kind} records, ${writers} ${writers === 1 ? "writer" : "writers"}, sequencer ${sequencer ? "on" : "off"}: at least half of plain batched inserts`,
      {
        found: divided(stats.product.perSecond, stats.same?.perSecond),
        limit: 0.5,
        least: true,
        unit: "times",
        note: ` (${Math.round(stats.product.perSecond).toLocaleString("en")} records/s)`,
      },
    ),
  );
}

const KINDS = [
  { filters: 0, text: "without a filter" },
  { filters: 1, text: "of every single filter" },
  { filters: 2, text: "of every pair of filters" },
];

/** The worst of each kind is what counts. */
function pageAims(cells: readonly PageCell[], note: string): Aim[] {
  return KINDS.flatMap(({ filters, text }) =>
    (["first", "deep"] as const).map((page) => {
      const own = cells.filter((cell) => cell.filters === filters);
      const over = own.filter((cell) => cell[page].p95 > PAGE_MS).length;
      const worst = own.length === 0 ? undefined : Math.max(...own.map((cell) => cell[page].p95));
      return aim("A3", `${page} page ${text}: p95 at most ${PAGE_MS} ms`, {
        found: worst,
        limit: PAGE_MS,
        unit: "ms",
        note: `, the slowest of ${own.length}${over > 0 ? `; ${over} are over` : ""}${note}`,
      });
    }),
  );
}
