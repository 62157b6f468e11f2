import type { PageCell, Asked, Plan, Timed, PageOperations } from "./audit-page-process.ts";
import type { SeededLog } from "./audit-seed.ts";
import { startChild, type Child } from "./child.ts";

/** Limit of the issue for a page, in milliseconds. */
export const PAGE_MS = 25;
const WORST = 10;
const CHARTS = 200;

export type Slow = {
  name: string;
  page: "first" | "deep";
  ms: number;
  asked: Asked;
  plans: Plan[];
};
export type Pages = { chart: Timed; cells: PageCell[]; worst: Slow[] };

type Options = { samples: number; say: (text: string) => void };

/** Pages for every filter and every pair of them, through the verb, one after the other. */
export async function measurePages(log: SeededLog, { samples, say }: Options): Promise<Pages> {
  const child = await startChild<PageOperations>("audit-page", {
    core: 0,
    env: { DATABASE_URL: log.url },
  });
  try {
    const started = performance.now();
    const made = await child.call("segments");
    const seconds = Math.round((performance.now() - started) / 1_000);
    if (made > 0) say(`  ${made} segments for the search: ${seconds} s`);
    const names = await child.call("names");
    // A first time for the pages of indexes that nobody has read since the database started.
    for (const name of names) await child.call("measure", { name, samples: 4 });
    const cells: PageCell[] = [];
    for (const name of names) {
      cells.push(await child.call("measure", { name, samples }));
      if (cells.length % 50 === 0) say(`  ${cells.length} of ${names.length} filters`);
    }
    const chart = await child.call("chart", CHARTS);
    const worst = await worstOf(child, cells);
    await child.call("close");
    return { chart, cells, worst };
  } finally {
    await child.stop();
  }
}

/** The slowest ones; with what the database did, when they are over the limit. */
async function worstOf(child: Child<PageOperations>, cells: readonly PageCell[]): Promise<Slow[]> {
  const pages = cells.flatMap(({ name, first, deep }) => [
    { name, page: "first" as const, timed: first },
    { name, page: "deep" as const, timed: deep },
  ]);
  const slowest = pages.sort((one, other) => other.timed.p95 - one.timed.p95).slice(0, WORST);
  const worst: Slow[] = [];
  for (const { name, page, timed } of slowest) {
    const { slowest: asked, p95: ms } = timed;
    const plans = ms > PAGE_MS ? await child.call("plansOf", asked) : [];
    worst.push({ name, page, ms, asked, plans });
  }
  return worst;
}
