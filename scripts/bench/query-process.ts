import http from "node:http";
import type { AddressInfo } from "node:net";
import { browseServers } from "#lib/catalog/browse-servers.ts";
import { countFacets } from "#lib/catalog/count-facets.ts";
import { getServer } from "#lib/catalog/get-server.ts";
import { suggest } from "#lib/catalog/suggest.ts";
import { catalogGeneration, startCatalogListener } from "#lib/db/catalog-listener.ts";
import type { Context } from "#lib/kernel/context.ts";
import { createRegistryHandler } from "#lib/registry-api/handle-registry.ts";
import { userContext } from "#lib/testing/context.ts";
import { serveParent } from "./child.ts";
import { readInputs, type Inputs } from "./inputs.ts";
import { listenAnywhere } from "./listen.ts";
import { BENCH_PERSON, BENCH_SESSION } from "./seed-database.ts";
import { replay, statementsOf, type Statement } from "./statements.ts";
import { sampleOf, type Sample } from "./statistics.ts";

/** One question of the console: how the product answers it, and what a good answer is. */
type Question = { ask: () => Promise<unknown>; flaw: (answer: never) => string | null };

export type QueryJob = {
  workload: string;
  side: "product" | "sql";
  connections: number;
  durationMs: number;
  startAt: number;
};

const CAPTURED = 400;

let inputs: Inputs | null = null;
const questions = new Map<string, Question[]>();
const captured = new Map<string, Statement[][]>();
let stopListening: (() => Promise<void>) | null = null;

const operations = {
  prepare: async (size: number) => {
    inputs = await readInputs(size);
    ask(inputs);
    return inputs;
  },
  typoHits,
  askOnce: async (workload: string) => {
    for (const question of questionsOf(workload)) await question.ask();
  },
  capture: captureQuestions,
  captureHttp,
  keepAnswers,
  measure,
  replayServer,
  closeReplay,
  cookie: async () => {
    const { sealSession } = await import("#lib/auth/session-token.ts");
    const { SESSION_COOKIE } = await import("#lib/auth/cookie.ts");
    return `${SESSION_COOKIE.name}=${await sealSession(BENCH_SESSION)}`;
  },
  statements: (workload: string) => captured.get(workload)?.[0] ?? [],
};
export type QueryOperations = typeof operations;
serveParent(operations);

function ask(given: Inputs): void {
  const { teamIds, commonWords, rareWords, typos, beginnings, names } = given;
  const ctx: Context = userContext("engineer", { id: BENCH_PERSON, teamIds });
  type Page = Awaited<ReturnType<typeof browseServers>>;
  const browse = (params: Record<string, string>, flaw: (page: Page) => string | null) => ({
    ask: () => browseServers(ctx, params),
    flaw,
  });
  const full = (page: Page) => (page.servers.length === 24 ? null : "is not a full page");
  const found = (page: Page) => (page.servers.length > 0 ? null : "found nothing");
  questions.set("console list", [browse({}, full), browse({ sort: "name" }, full)]);
  questions.set(
    "console search, common word",
    commonWords.map((q) => browse({ q }, found)),
  );
  questions.set(
    "console search, rare word",
    rareWords.map((q) => browse({ q }, found)),
  );
  questions.set(
    "console search, typo",
    typos.map((q) =>
      // A correction may lead to servers that the default list leaves out; `typoHits` counts those.
      browse({ q }, (page) => (page.corrected === null ? found(page) : null)),
    ),
  );
  type Suggested = Awaited<ReturnType<typeof suggest>>;
  questions.set(
    "console typeahead",
    beginnings.map((q) => ({
      ask: () => suggest(ctx, { q }),
      flaw: (answer: Suggested) => (answer.length > 0 ? null : `suggests nothing for ${q}`),
    })),
  );
  type Counts = Awaited<ReturnType<typeof countFacets>>;
  const counted = (answer: Counts) => (answer.total > 0 ? null : "counts nothing");
  const facets = (params: Record<string, string>) => ({
    ask: () => countFacets(ctx, { params }),
    flaw: counted,
  });
  questions.set("facet counts, everything", [facets({})]);
  questions.set(
    "facet counts, over a search",
    commonWords.map((q) => facets({ q })),
  );
  questions.set("facet counts, kept", [facets({}), ...commonWords.map((q) => facets({ q }))]);
  type View = Awaited<ReturnType<typeof getServer>>;
  questions.set(
    "server query",
    names.map((name) => ({
      ask: () => getServer(ctx, { name }),
      flaw: (answer: View) => (answer?.name === name ? null : `is not ${name}`),
    })),
  );
}

/** How many of the typing errors lead to servers. */
async function typoHits(): Promise<{ hits: number; of: number }> {
  const asked = questionsOf("console search, typo").slice(0, CAPTURED);
  let hits = 0;
  for (const question of asked) {
    const page = (await question.ask()) as { servers: unknown[] };
    if (page.servers.length > 0) hits += 1;
  }
  return { hits, of: asked.length };
}

/** While it listens, the product keeps facet counts; while it does not, it keeps nothing. */
async function keepAnswers(wanted: boolean): Promise<void> {
  if (!wanted) {
    await stopListening?.();
    stopListening = null;
    return;
  }
  stopListening ??= startCatalogListener();
  await listening();
}

async function listening(): Promise<void> {
  while (catalogGeneration() === null) await new Promise((resolve) => setTimeout(resolve, 20));
}

function questionsOf(workload: string): Question[] {
  const found = questions.get(workload);
  if (!found || found.length === 0) throw new Error(`There is nothing to ask for ${workload}.`);
  return found;
}

async function captureQuestions(workload: string): Promise<void> {
  const lists: Statement[][] = [];
  for (const question of questionsOf(workload).slice(0, CAPTURED))
    lists.push(await statementsOf(question.ask));
  captured.set(workload, lists);
}

/** The statements behind addresses of the registry API: asked of the real handler, in this process. */
async function captureHttp(job: { workload: string; paths: string[] }): Promise<void> {
  const registry = createRegistryHandler();
  const server = http.createServer((req, res) => void registry.handle(req, res));
  const port = await listenAnywhere(server);
  const lists: Statement[][] = [];
  // While it listens, and after the first answer, settings are kept and only the list is read.
  await listening();
  const [warm = "/v0.1/servers"] = job.paths;
  await (await fetch(`http://127.0.0.1:${port}${warm}`)).arrayBuffer();
  for (const path of job.paths.slice(1, CAPTURED))
    lists.push(
      await statementsOf(async () => {
        const reply = await fetch(`http://127.0.0.1:${port}${path}`);
        await reply.arrayBuffer();
        if (!reply.ok) throw new Error(`${path}: status ${reply.status}`);
      }),
    );
  captured.set(
    job.workload,
    lists.filter((list) => list.length > 0),
  );
  await registry.close();
  server.closeAllConnections();
  server.close();
}

async function measure(job: QueryJob): Promise<{ sample: Sample; nextAt: number }> {
  const work = job.side === "product" ? product(job.workload) : plainSql(job.workload);
  const latencies: number[] = [];
  let at = job.startAt;
  const started = performance.now();
  const deadline = started + job.durationMs;
  await Promise.all(
    Array.from({ length: job.connections }, async () => {
      while (performance.now() < deadline) {
        const index = at++;
        const begun = performance.now();
        const answer = await work.run(index);
        latencies.push(performance.now() - begun);
        const flaw = work.flaw(index, answer);
        if (flaw !== null) throw new Error(`${job.workload}: ${flaw}`);
      }
    }),
  );
  return { sample: sampleOf(latencies, performance.now() - started), nextAt: at };
}

type Work = {
  run(index: number): Promise<unknown>;
  flaw(index: number, answer: unknown): string | null;
};

function product(workload: string): Work {
  // The same ones, in the same order, as are replayed as SQL.
  const list = questionsOf(workload).slice(0, CAPTURED);
  const at = (index: number) => list[index % list.length];
  return {
    run: async (index) => at(index)?.ask(),
    flaw: (index, answer) => at(index)?.flaw(answer as never) ?? null,
  };
}

function plainSql(workload: string): Work {
  const lists = captured.get(workload) ?? [];
  if (lists.length === 0) throw new Error(`No statements were captured for ${workload}.`);
  return {
    run: (index) => replay(lists[index % lists.length] ?? []),
    flaw: (_index, answer) => ((answer as unknown[]).length > 0 ? null : "sent nothing"),
  };
}

let replaying: http.Server | null = null;

function closeReplay(): void {
  replaying?.closeAllConnections();
  replaying?.close();
  replaying = null;
}

/** The rival: node:http that runs the same statements and writes the rows as JSON. */
async function replayServer(workload: string): Promise<{ port: number; addresses: number }> {
  closeReplay();
  const lists = captured.get(workload) ?? [];
  const server = http.createServer((req, res) => {
    const index = Number(req.url?.slice(1) ?? 0);
    replay(lists[index % lists.length] ?? []).then(
      (results) => {
        const body = Buffer.from(JSON.stringify(results.at(-1)?.rows ?? []));
        res.writeHead(200, { "content-type": "application/json", "content-length": body.length });
        res.end(body);
      },
      (error: unknown) => res.writeHead(500).end(String(error)),
    );
  });
  replaying = server;
  await listenAnywhere(server);
  return { port: (server.address() as AddressInfo).port, addresses: lists.length };
}
