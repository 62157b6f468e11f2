import type { Crawl } from "./measure-api.ts";
import type { Growth } from "./measure-growth.ts";
import type { Row, Side } from "./rounds.ts";
import { isFew, type Sample } from "./statistics.ts";

export type Aim = {
  /** Suite of performance.md. */
  suite: string;
  text: string;
  /** What was measured, or why it was not. */
  found: string;
  met: boolean | null;
};

type Measured = { rows: Row[]; crawls: Crawl[]; growth: Growth[]; sizes: number[]; pages: boolean };
type Figure = Exclude<keyof Sample, "count">;

/** The aims against what was measured; nothing is rounded in our favour. */
export function aimsOf(measured: Measured): Aim[] {
  const { rows, sizes } = measured;
  const [smallest = 0, largest = 0] = [sizes[0], sizes.at(-1)];
  const full = largest >= 100_000;
  const at = (workload: string, connections = 1, size = largest) =>
    rows.find(
      (row) => row.size === size && row.workload === workload && row.connections === connections,
    );
  const value = (row: Row | undefined, side: Side, figure: Figure) => row?.stats[side]?.[figure];
  const ratio = (row: Row | undefined, side: Side, figure: Figure) =>
    divided(value(row, "product", figure), value(row, side, figure));
  const note = full ? "" : ` at ${largest.toLocaleString("en")} servers (the aim is for 100,000)`;

  const words = (kind: string) =>
    aim("R2", `word search (${kind}): p95 within 1.5 times its own SQL`, {
      found: ratio(at(`console search, ${kind}`), "sql", "p95"),
      limit: 1.5,
      unit: "times",
      note: note + few(at(`console search, ${kind}`)),
    });
  const growth = (workload: string) => {
    const found = measured.growth.find((one) => one.workload === workload);
    return aim("R1", `SQL of the ${workload}: p50 at 100,000 within 1.2 times of 1,000`, {
      found: divided(found?.large.p50, found?.small.p50),
      limit: 1.2,
      unit: "times",
      note: full
        ? ""
        : `, ${largest.toLocaleString("en")} against ${smallest.toLocaleString("en")}`,
      ...(smallest === largest ? { why: "only one catalog" } : {}),
    });
  };
  return [
    words("common word"),
    words("rare word"),
    words("typo"),
    aim("R2", "typeahead: p95 at most 20 ms", {
      found: value(at("console typeahead"), "product", "p95"),
      limit: 20,
      unit: "ms",
      note: note + few(at("console typeahead")),
    }),
    aim("R2", "facet counts from memory: p95 at most 2 ms", {
      found: value(at("facet counts, kept"), "product", "p95"),
      limit: 2,
      unit: "ms",
      note,
    }),
    growth("API list page, made anew"),
    growth("API deep page"),
    growth("console list"),
    aim("R1", "API list page: p50 at most 2 times node:http + pg with the same statements", {
      found: ratio(at("API list page, made anew"), "nodePg", "p50"),
      limit: 2,
      unit: "times",
      note,
    }),
    ...[1, 16].map((connections) =>
      aim(
        "R4",
        `versions/latest: at least half the throughput of the bare server, ${connections} connection${connections === 1 ? "" : "s"}`,
        {
          found: ratio(at("API latest version, kept", connections), "bare", "perSecond"),
          limit: 0.5,
          least: true,
          unit: "times",
          note,
        },
      ),
    ),
    ...[1, 16].map((connections) => conditional(at, { connections, note })),
    ...crawlAims(measured.crawls),
    aim("R3", "server page: p50 within 1.5 times of a bare Next page with one query", {
      found: ratio(at("page: server"), "bare", "p50"),
      limit: 1.5,
      unit: "times",
      note: `${asLarge(ratio(at("page: server"), "asLarge", "p50"))}${note}`,
      ...(measured.pages ? {} : { why: "--no-pages" }),
    }),
  ];
}

const asLarge = (times: number | undefined): string =>
  times === undefined
    ? ""
    : `; ${times.toFixed(2)} times a bare Next page of as many elements and characters`;

const few = (row: Row | undefined): string =>
  row && isFew(row.stats.product)
    ? `, from ${Math.round(row.stats.product.count / row.stats.product.rounds)} replies a round`
    : "";

type Find = (workload: string, connections?: number) => Row | undefined;

type Conditional = { connections: number; note: string };

/** What a reader saves who sends an ETag: against the full answer as it costs when nobody kept it. */
function conditional(at: Find, { connections, note }: Conditional): Aim {
  const full = at("API list page, made anew", connections);
  const known = at("API page of 100, 304", connections);
  const text = `a conditional GET costs at most 0.3 times a full one (list page made anew; ${connections === 1 ? "p50, 1 connection" : "time per request, 16 connections"})`;
  const found =
    connections === 1
      ? divided(known?.stats.product.p50, full?.stats.product.p50)
      : divided(full?.stats.product.perSecond, known?.stats.product.perSecond);
  return aim("R4", text, { found, limit: 0.3, unit: "times", note });
}

function crawlAims(crawls: readonly Crawl[]): Aim[] {
  return crawls
    .filter((crawl) => crawl.size === 10_000)
    .map((crawl) =>
      aim("R4", `full crawl of 10,000 servers by 100 (${crawl.list}): at most 2 s`, {
        found: crawl.firstMs / 1_000,
        limit: 2,
        unit: "s",
        note: ` for ${crawl.entries.toLocaleString("en")} entries, nothing kept before`,
      }),
    );
}

type Finding = {
  found: number | undefined;
  limit: number;
  /** The limit is the least that will do. */
  least?: boolean;
  unit: string;
  note: string;
  why?: string;
};

export function aim(
  suite: string,
  text: string,
  { found, limit, least, unit, note, why }: Finding,
): Aim {
  if (found === undefined || Number.isNaN(found))
    return { suite, text, found: `not measured: ${why ?? "this run left it out"}`, met: null };
  const met = least ? found >= limit : found <= limit;
  return { suite, text, found: `${found.toFixed(2)} ${unit}${note}`, met };
}

export function divided(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? undefined : one / other;
}
