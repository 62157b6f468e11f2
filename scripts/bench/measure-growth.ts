import { apiWorkloads } from "./api-workloads.ts";
import { startChild, type Child } from "./child.ts";
import type { CatalogOptions } from "./options.ts";
import { statOf, type Sample, type Stat } from "./statistics.ts";
import type { QueryOperations } from "./query-process.ts";

export type Growth = {
  workload: string;
  smallest: number;
  largest: number;
  small: Stat;
  large: Stat;
};
type Place = { size: number; url: string };

/** Long enough to read the rows of every captured question several times. */
const WARM_MS = 3_000;

const API = ["API list page, made anew", "API deep page"];
const CONSOLE = ["console list", "console search, rare word", "server query"];

/**
 * The SQL of what must not grow with the catalog, in the smallest and the largest one. They take
 * turns, because minutes lie between the two in the rest of the run.
 */
export async function measureGrowth(
  places: { smallest: Place; largest: Place },
  { rounds, roundMs }: CatalogOptions,
): Promise<Growth[]> {
  const children: Child<QueryOperations>[] = [];
  const open = async ({ size, url }: Place) => {
    const queries = await startChild<QueryOperations>("queries", {
      core: 0,
      env: { DATABASE_URL: url },
    });
    children.push(queries);
    const inputs = await queries.call("prepare", size);
    for (const { name, requests } of apiWorkloads(inputs))
      if (API.includes(name))
        await queries.call("captureHttp", {
          workload: name,
          paths: requests.slice(-401).map((request) => request.path),
        });
    for (const workload of CONSOLE) await queries.call("capture", workload);
    return queries;
  };
  try {
    const small = await open(places.smallest);
    const large = await open(places.largest);
    const growth: Growth[] = [];
    for (const workload of [...API, ...CONSOLE]) {
      const samples: { small: Sample[]; large: Sample[] } = { small: [], large: [] };
      // Both with their rows in memory: how fast a disk is read is not what grows.
      for (const queries of [small, large])
        await queries.call("measure", {
          workload,
          side: "sql",
          connections: 4,
          durationMs: WARM_MS,
          startAt: 0,
        });
      for (let round = 0; round <= rounds; round++)
        for (const [side, queries] of [
          ["small", small],
          ["large", large],
        ] as const) {
          const load = { connections: 1, durationMs: roundMs, startAt: 0 };
          const { sample } = await queries.call("measure", { workload, side: "sql", ...load });
          // The first round only warms up.
          if (round > 0) samples[side].push(sample);
        }
      growth.push({
        workload,
        smallest: places.smallest.size,
        largest: places.largest.size,
        small: statOf(samples.small),
        large: statOf(samples.large),
      });
    }
    return growth;
  } finally {
    await Promise.all(children.map((child) => child.stop()));
  }
}
