import type { Bench } from "./measure-api.ts";
import { measureSides, type Row, type Runner } from "./rounds.ts";

const MADE = [
  "console list",
  "console search, common word",
  "console search, rare word",
  "console search, typo",
  "console typeahead",
  "facet counts, everything",
  "facet counts, over a search",
  "server query",
];
const KEPT = "facet counts, kept";

/** The console's queries, called as a page calls them, against their own statements alone. */
export async function measureConsole({ size, queries, options }: Bench): Promise<Row[]> {
  const rows: Row[] = [];
  const side =
    (workload: string, which: "product" | "sql"): Runner =>
    (run) =>
      queries.call("measure", { workload, side: which, ...run });
  await queries.call("keepAnswers", false);
  for (const workload of MADE) {
    await queries.call("capture", workload);
    const sides = { product: side(workload, "product"), sql: side(workload, "sql") };
    rows.push(...(await measureSides(sides, { size, workload }, options)));
  }
  await queries.call("keepAnswers", true);
  await queries.call("askOnce", KEPT);
  const kept = { product: side(KEPT, "product") };
  rows.push(...(await measureSides(kept, { size, workload: KEPT }, options)));
  await queries.call("keepAnswers", false);
  return rows;
}
