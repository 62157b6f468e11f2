import { apiWorkloads, PAGE_OF_100 } from "./api-workloads.ts";
import { startChild, type Child } from "./child.ts";
import type { Inputs } from "./inputs.ts";
import type { CrawlResult, LoadJob, LoadRequest, LoadOperations } from "./load-process.ts";
import type { CatalogOptions } from "./options.ts";
import { measureSides, type Row, type Runner, type Sides } from "./rounds.ts";
import { median } from "./statistics.ts";
import type { RegistryOperations } from "./registry-process.ts";
import type { BareOperations } from "./bare-process.ts";
import type { QueryOperations } from "./query-process.ts";

export type Crawl = {
  size: number;
  list: string;
  entries: number;
  pages: number;
  /** In a process that has just started, and again when the pages are kept. */
  firstMs: number;
  againMs: number;
};

export type Bench = {
  size: number;
  url: string;
  options: CatalogOptions;
  load: Child<LoadOperations>;
  queries: Child<QueryOperations>;
  inputs: Inputs;
};

/** Distinct replies that the bare server knows by heart. */
const KNOWN = 200;
const HOP = /^(date|connection|keep-alive|content-length|transfer-encoding)$/i;

export type Reply = { path: string; status: number; headers: string; body: Buffer };

export const loaded =
  (load: Child<LoadOperations>, port: number, requests: LoadRequest[]): Runner =>
  (run) =>
    load.call("load", { port, requests, ...run } satisfies LoadJob);

export async function measureApi(bench: Bench): Promise<{ rows: Row[]; crawls: Crawl[] }> {
  const { url, load, queries, inputs, options } = bench;
  const rows: Row[] = [];
  const crawls = await measureCrawls(bench);
  const registry = await startChild<RegistryOperations>("registry", {
    core: 0,
    env: { DATABASE_URL: url },
  });
  const bare = await startChild<BareOperations>("bare", { core: 0 });
  try {
    const port = await registry.call("listen");
    const barePort = await bare.call("listen");
    for (const { name, requests, made } of apiWorkloads(inputs)) {
      await load.call("forget");
      const few = requests.slice(0, KNOWN);
      await teach(bare, await load.call("fetch", { port, requests: few }));
      const sides: Sides = {
        product: loaded(load, port, requests),
        bare: loaded(load, barePort, few),
      };
      if (made) Object.assign(sides, await sqlSides(bench, name, requests));
      rows.push(...(await measureSides(sides, { size: bench.size, workload: name }, options)));
    }
    await queries.call("closeReplay");
    rows.push(...(await measureConditional(bench, port, { bare, barePort })));
  } finally {
    await Promise.all([registry.stop(), bare.stop()]);
  }
  return { rows, crawls };
}

/** The statements alone, and the rival that runs them behind node:http. */
async function sqlSides(bench: Bench, workload: string, requests: LoadRequest[]) {
  const { queries, load } = bench;
  const paths = requests.slice(-401).map((request) => request.path);
  await queries.call("captureHttp", { workload, paths });
  const rival = await queries.call("replayServer", workload);
  const addresses: LoadRequest[] = Array.from({ length: rival.addresses }, (_, index) => ({
    path: `/${index}`,
    expect: { status: 200, shape: "json", includes: '"document"' },
  }));
  const sql: Runner = (run) => queries.call("measure", { workload, side: "sql", ...run });
  return { sql, nodePg: loaded(load, rival.port, addresses) };
}

async function teach(bare: Child<BareOperations>, replies: Reply[]): Promise<void> {
  await bare.call(
    "know",
    replies.map(({ path, status, headers, body }) => ({
      path,
      status,
      body,
      headers: [
        ...headers
          .split("\r\n")
          .slice(1)
          .map((line) => line.split(": "))
          .filter(([name = ""]) => !HOP.test(name))
          .flatMap(([name = "", ...value]) => [name, value.join(": ")]),
        ...(status === 304 ? [] : ["content-length", String(body.length)]),
      ],
    })),
  );
}

/** A page of 100 and one entry, in full and as 304. */
async function measureConditional(
  { size, load, inputs, options }: Bench,
  port: number,
  { bare, barePort }: { bare: Child<BareOperations>; barePort: number },
): Promise<Row[]> {
  const rows: Row[] = [];
  const name = inputs.feed[0]?.name ?? "";
  const targets: [string, LoadRequest][] = [
    ["API page of 100", { path: PAGE_OF_100, expect: { status: 200, shape: "list" } }],
    [
      "API one entry",
      {
        path: `/v0.1/servers/${encodeURIComponent(name)}/versions/latest`,
        expect: { status: 200, shape: "entry" },
      },
    ],
  ];
  for (const [label, full] of targets) {
    const [reply] = await load.call("fetch", { port, requests: [full] });
    const etag = /\r\netag: (.*)/i.exec(reply?.headers ?? "")?.[1] ?? "";
    const known: LoadRequest = {
      path: full.path,
      headers: { "If-None-Match": etag },
      expect: { status: 304, shape: "nothing" },
    };
    for (const [kind, request] of [
      ["full", full],
      ["304", known],
    ] as const) {
      await teach(bare, await load.call("fetch", { port, requests: [request] }));
      const sides = {
        product: loaded(load, port, [request]),
        bare: loaded(load, barePort, [request]),
      };
      rows.push(...(await measureSides(sides, { size, workload: `${label}, ${kind}` }, options)));
    }
  }
  return rows;
}

const CRAWLS = 3;

/** Each crawl begins in a process that has kept nothing yet. */
async function measureCrawls({ size, url, load }: Bench): Promise<Crawl[]> {
  const lists = [
    ["latest versions", "/v0.1/servers?limit=100&version=latest"],
    ["all versions", "/v0.1/servers?limit=100"],
  ] as const;
  const crawls: Crawl[] = [];
  for (const [list, path] of lists) {
    const first: number[] = [];
    const again: number[] = [];
    let last: CrawlResult | null = null;
    for (let number = 0; number < CRAWLS; number++) {
      const registry = await startChild<RegistryOperations>("registry", {
        core: 0,
        env: { DATABASE_URL: url },
      });
      const port = await registry.call("listen");
      // Whoever starts the web process has asked it something before a crawler comes.
      await load.call("fetch", {
        port,
        requests: [{ path: "/v0.1/servers?limit=1", expect: { status: 200, shape: "list" } }],
      });
      last = await load.call("crawl", { port, path });
      first.push(last.ms);
      again.push((await load.call("crawl", { port, path })).ms);
      await registry.stop();
    }
    crawls.push({
      size,
      list,
      entries: last?.entries ?? 0,
      pages: last?.pages ?? 0,
      firstMs: median(first),
      againMs: median(again),
    });
  }
  return crawls;
}
