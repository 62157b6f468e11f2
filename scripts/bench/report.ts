import { divided, type Aim } from "./aims.ts";
import type { Machine } from "./machine.ts";
import type { Crawl } from "./measure-api.ts";
import type { Growth } from "./measure-growth.ts";
import type { Row } from "./rounds.ts";
import { FEW, isFew, median } from "./statistics.ts";

export type Result = {
  startedAt: string;
  tookSeconds: number;
  command: string;
  machine: Machine;
  rounds: number;
  roundMs: number;
  databases: {
    size: number;
    versions: number;
    feed: number;
    typos: { hits: number; of: number };
  }[];
  rows: Row[];
  crawls: Crawl[];
  growth: Growth[];
  /** Share of the machine that other processes took between the phases, while ours were idle. */
  foreignBetween: number[];
  aims: Aim[];
  notMeasured: string[];
  /** Of those, the ones that failed though they were asked for. */
  failures: number;
};

/** The same text for the terminal and for BENCHMARKS.md. */
export function markdownOf(result: Result): string {
  const { machine } = result;
  const lines = [
    `Measured ${result.startedAt.slice(0, 10)} with \`${result.command}\` in ${(result.tookSeconds / 60).toFixed(1)} minutes: ` +
      `${result.rounds} rounds of ${result.roundMs} ms each, medians.`,
    "",
    machineText(machine) +
      (machine.pinned ? "Server and load are pinned to different cores. " : "Nothing is pinned. ") +
      foreignText(result),
    "",
    "### Aims",
    "",
    ...aimsTable(result.aims),
  ];
  lines.push(...growthTable(result.growth));
  for (const { size, versions, feed, typos } of result.databases) {
    lines.push(
      "",
      `### ${size.toLocaleString("en")} servers`,
      "",
      `${versions.toLocaleString("en")} versions, ${feed.toLocaleString("en")} servers in the anonymous feed; ${typos.hits} of ${typos.of} typing errors led to servers. Times in milliseconds; * from fewer than ${FEW} replies a round.`,
      "",
      ...sizeTable(result.rows.filter((row) => row.size === size)),
      "",
      ...crawlTable(result.crawls.filter((crawl) => crawl.size === size)),
    );
  }
  if (result.notMeasured.length > 0)
    lines.push("", "Not measured:", "", ...result.notMeasured.map((line) => `- ${line}`));
  return `${lines.join("\n").trimEnd()}\n`;
}

export const machineText = (machine: Machine): string =>
  `Machine: ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB; ${machine.system}; Node ${machine.node.slice(1)}${machine.postgres === null ? "" : `, PostgreSQL ${machine.postgres}`}. `;

export const aimsTable = (aims: readonly Aim[]): string[] =>
  table(
    ["suite", "aim", "measured", ""],
    aims.map((aim) => [aim.suite, aim.text, aim.found, verdict(aim.met)]),
  );

type Foreign = Pick<Result, "machine" | "foreignBetween">;

export function foreignText({ machine, foreignBetween }: Foreign): string {
  const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
  const most = Math.max(machine.foreignLoad, ...foreignBetween);
  return (
    `Other processes kept ${percent(machine.foreignLoad)} of the machine busy before the run, and between its phases ` +
    `${percent(median(foreignBetween))} (median), ${percent(most)} at most.` +
    (most > QUIET
      ? " **The machine was not quiet: times, p95 above all, are not the product's alone.**"
      : "")
  );
}

/** Above this the report warns. */
const QUIET = 0.1;

const verdict = (met: boolean | null) => (met === null ? "–" : met ? "met" : "**not met**");

function sizeTable(rows: readonly Row[]): string[] {
  return table(
    [
      "workload",
      "conn.",
      "p50",
      "p95",
      "p99",
      "req/s",
      "spread",
      "SQL p50 / p95",
      "× SQL p50 / p95",
      "× node:http + pg",
      "bare req/s",
      "of bare",
    ],
    rows.map(({ workload, connections, stats }) => {
      const { product, sql, bare, nodePg } = stats;
      return [
        workload,
        String(connections),
        ms(product.p50),
        ms(product.p95) + (isFew(product) ? "*" : ""),
        ms(product.p99) + (isFew(product) ? "*" : ""),
        rate(product.perSecond),
        `±${(50 * product.spread).toFixed(0)} %`,
        sql ? `${ms(sql.p50)} / ${ms(sql.p95)}` : "",
        sql ? `${times(product.p50, sql.p50)} / ${times(product.p95, sql.p95)}` : "",
        times(product.p50, nodePg?.p50),
        bare ? rate(bare.perSecond) : "",
        times(product.perSecond, bare?.perSecond),
      ];
    }),
  );
}

function growthTable(growth: readonly Growth[]): string[] {
  if (growth.length === 0) return [];
  const [{ smallest, largest } = { smallest: 0, largest: 0 }] = growth;
  const names = [smallest, largest].map((size) => size.toLocaleString("en"));
  return [
    "",
    "### The same SQL in a small and a large catalog",
    "",
    "Measured in turns, one connection.",
    "",
    ...table(
      ["SQL of", ...names.map((name) => `p50 / p95 with ${name}`), "times", "spread"],
      growth.map(({ workload, small, large }) => [
        workload,
        `${ms(small.p50)} / ${ms(small.p95)}`,
        `${ms(large.p50)} / ${ms(large.p95)}`,
        times(large.p50, small.p50),
        `±${(50 * Math.max(small.spread, large.spread)).toFixed(0)} %`,
      ]),
    ),
  ];
}

function crawlTable(crawls: readonly Crawl[]): string[] {
  return table(
    ["full crawl by 100", "entries", "requests", "first, s", "entries/s", "again, s"],
    crawls.map((crawl) => [
      crawl.list,
      crawl.entries.toLocaleString("en"),
      String(crawl.pages),
      (crawl.firstMs / 1_000).toFixed(2),
      rate(crawl.entries / (crawl.firstMs / 1_000)),
      (crawl.againMs / 1_000).toFixed(2),
    ]),
  );
}

/** Padded so that it also reads well in a terminal, and as the formatter wants it. */
export function table(head: string[], body: string[][]): string[] {
  if (body.length === 0) return [];
  const widths = head.map((title, column) =>
    Math.max(3, title.length, ...body.map((cells) => (cells[column] ?? "").length)),
  );
  const line = (cells: string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...body.map(line)];
}

export const ms = (value: number) => value.toFixed(value < 1 ? 3 : value < 100 ? 2 : 0);
export const rate = (value: number) => Math.round(value).toLocaleString("en");

function times(one: number, other: number | undefined): string {
  return divided(one, other)?.toFixed(2) ?? "";
}
