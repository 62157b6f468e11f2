import type { AppendRow, Appends } from "./audit-append.ts";
import type { AuditResult } from "./audit-result.ts";
import type { Exports } from "./audit-export.ts";
import type { PageCell, Timed } from "./audit-page-process.ts";
import type { Pages } from "./audit-pages.ts";
import { PAGE_MS } from "./audit-pages.ts";
import type { Rate } from "./audit-verify-process.ts";
import type { Verification } from "./audit-verify.ts";
import { aimsTable, foreignText, machineText, ms, rate, table } from "./report.ts";
import { divided } from "./aims.ts";
import { median, type Stat } from "./statistics.ts";

/** The same text for the terminal and for BENCHMARKS.md. */
export function auditText(result: AuditResult): string {
  const { options, appends, verification, pages, exports } = result;
  const seeded =
    result.seededInMs === null ? "" : ` Making the log took ${minutes(result.seededInMs / 1_000)}.`;
  const lines = [
    `Measured ${result.startedAt.slice(0, 10)} with \`${result.command}\` in ${minutes(result.tookSeconds)}, with a log of ${options.records.toLocaleString("en")} records.${seeded}`,
    "",
    machineText(result.machine) + foreignText(result),
    "",
    "### Aims",
    "",
    ...aimsTable(result.aims),
    ...(appends === null ? [] : appendLines(appends)),
    ...(verification === null ? [] : verificationLines(verification)),
    ...(pages === null ? [] : pageLines(pages)),
    ...(exports === null ? [] : exportLines(exports)),
  ];
  return `${lines.join("\n").trimEnd()}\n`;
}

const minutes = (seconds: number) => `${(seconds / 60).toFixed(1)} minutes`;
const ratio = (one: number, other: number | undefined) => divided(one, other)?.toFixed(2) ?? "";

function appendLines({
  rows,
  acknowledged,
  stored,
  sequencedPerSecond,
  verified,
}: Appends): string[] {
  const whole = verified.problems.length === 0 ? "no fault in them" : "**faults in them**";
  return [
    "",
    "### Appends",
    "",
    `Of ${acknowledged.toLocaleString("en")} acknowledged records ${stored.toLocaleString("en")} are there; ${verified.records.toLocaleString("en")} were verified afterwards, ${whole}.` +
      (sequencedPerSecond === null
        ? ""
        : ` While it was on, the sequencer placed ${rate(sequencedPerSecond)} records/s.`),
    "",
    ...table(
      [
        "records",
        "writers",
        "at once",
        "sequencer",
        "records/s",
        "p50",
        "p99",
        "spread",
        "plain, same indexes",
        "of it",
        "plain, primary key only",
        "of it",
      ],
      rows.map(appendCells),
    ),
  ];
}

function appendCells({ writers, way, kind, inFlight, sequencer, stats }: AppendRow): string[] {
  const { product, same, bare } = stats;
  const plain = (stat: Stat | undefined) => (stat === undefined ? "" : rate(stat.perSecond));
  return [
    way === "grouped" ? kind : `${kind}, one transaction each`,
    String(writers),
    String(inFlight * writers),
    sequencer ? "on" : "off",
    rate(product.perSecond),
    ms(product.p50),
    ms(product.p99),
    `±${(50 * product.spread).toFixed(0)} %`,
    plain(same),
    ratio(product.perSecond, same?.perSecond),
    plain(bare),
    ratio(product.perSecond, bare?.perSecond),
  ];
}

function verificationLines(verification: Verification): string[] {
  const { whole, allCores, slow, hashing, chaining, exported, independent } = verification;
  const row = (what: string, measured: Rate, memory = "") => [
    what,
    measured.records.toLocaleString("en"),
    measured.seconds.toFixed(1),
    rate(measured.records / measured.seconds),
    memory,
  ];
  const mb = (value: number | null) => (value === null ? "unknown" : `${value.toFixed(0)} MB`);
  return [
    "",
    "### Verification",
    "",
    ...table(
      ["what", "records", "seconds", "records/s", "most memory"],
      [
        ...[whole, allCores].map((one) =>
          row(`the whole log from PostgreSQL, threads: ${one.threads}`, one, mb(one.peakMb)),
        ),
        row("reading and hashing where each record was sequenced by itself", slow),
        row("hashing the same bytes in memory, no database", hashing),
        row("linking new records to a chain", chaining),
        row(`export for another verifier (${exported.megabytes.toFixed(0)} MB)`, exported),
        row("scripts/verify-audit.mjs over that export", independent, mb(independent.peakMb)),
      ],
    ),
  ];
}

const KINDS = ["without a filter", "single filters", "pairs of filters"];

function pageLines({ cells, chart, worst }: Pages): string[] {
  return [
    "",
    "### Pages",
    "",
    `Milliseconds; 50 records a page, common and rare values of each filter. The 90-day chart: p50 ${ms(chart.p50)}, p95 ${ms(chart.p95)}.`,
    "",
    ...table(
      ["", "questions", "page", "median p50", "median p95", "highest p95", `over ${PAGE_MS} ms`],
      KINDS.flatMap((text, filters) => {
        const own = cells.filter((cell) => cell.filters === filters);
        return [
          summary([text, String(own.length), "first"], own, ({ first }) => first),
          summary([text, String(own.length), "deep"], own, ({ deep }) => deep),
          summary([text, String(own.length), "counts and chart"], own, ({ counts }) => counts),
        ];
      }),
    ),
    "",
    "The slowest:",
    "",
    ...table(
      ["filters", "page", "p95"],
      worst.map((one) => [one.name, one.page, ms(one.ms)]),
    ),
  ];
}

function summary(
  head: string[],
  cells: readonly PageCell[],
  of: (cell: PageCell) => Timed,
): string[] {
  const p95s = cells.map((cell) => of(cell).p95);
  return [
    ...head,
    ms(median(cells.map((cell) => of(cell).p50))),
    ms(median(p95s)),
    ms(Math.max(...p95s)),
    String(p95s.filter((p95) => p95 > PAGE_MS).length),
  ];
}

function exportLines({ rows, csv, copy, copyOrdered, growthMb, others }: Exports): string[] {
  const row = (what: string, perSecond: number, memory: number | null) => [
    what,
    rate(perSecond),
    ratio(perSecond, copy),
    memory === null ? "" : `${memory.toFixed(0)} MB`,
  ];
  return [
    "",
    "### Exports",
    "",
    `${rows.toLocaleString("en")} records; medians, in turns.`,
    "",
    ...table(
      ["what", "rows/s", "of COPY", "memory above before"],
      [
        row("COPY of a table with nothing but these rows", copy, null),
        row("COPY of the same rows of the log, in order", copyOrdered, null),
        row("CSV", csv, growthMb),
        ...others.map((one) => row(one.format.toUpperCase(), one.perSecond, one.growthMb)),
      ],
    ),
  ];
}

/** For the terminal only: what the database did for pages that took too long. */
export function plansText(pages: Pages | null): string {
  const slow = pages?.worst.filter(({ plans }) => plans.length > 0) ?? [];
  return slow
    .map(({ name, page, ms: took, asked, plans }) => {
      const [plan] = plans;
      return `\n${name}, ${page} page, ${ms(took)} ms: ${JSON.stringify(asked)}\n${plan?.plan.join("\n") ?? ""}\n`;
    })
    .join("");
}
