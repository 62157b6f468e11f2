import { serveParent } from "./child.ts";
import { RawConnection, type RawReply } from "./raw-connection.ts";
import { sampleOf, type Sample } from "./statistics.ts";

/** What a good reply looks like; it is checked on every reply. */
export type Expect = {
  status: number;
  shape: "list" | "entry" | "json" | "html" | "nothing";
  /** Text that must stand in the body. */
  includes?: string;
  /** Entries of a list; `some` means at least one. */
  entries?: number | "some";
};
export type LoadRequest = { path: string; headers?: Record<string, string>; expect: Expect };
export type LoadJob = {
  port: number;
  connections: number;
  durationMs: number;
  requests: LoadRequest[];
  /** Where in the list this round begins: later rounds go on with requests not sent before. */
  startAt: number;
};
export type LoadResult = { sample: Sample; nextAt: number };

/** Each of so many replies is parsed whole; the others are checked without parsing. */
const PARSE_EVERY = 32;
const MAX_REMEMBERED = 2_000;

const remembered = new Map<string, Buffer>();

const operations = { load, crawl, fetch: fetchOnce, forget: () => remembered.clear() };
export type LoadOperations = typeof operations;
serveParent(operations);

async function load(job: LoadJob): Promise<LoadResult> {
  const heads = job.requests.map((request) => headOf(request, job.port));
  const connections = await Promise.all(
    Array.from({ length: job.connections }, () => RawConnection.open(job.port)),
  );
  const latencies: number[] = [];
  let at = job.startAt;
  const started = performance.now();
  const deadline = started + job.durationMs;
  await Promise.all(
    connections.map(async (connection) => {
      while (performance.now() < deadline) {
        const index = at++ % heads.length;
        const sent = performance.now();
        const reply = await connection.send(heads[index] ?? "");
        latencies.push(performance.now() - sent);
        check(job.requests[index], reply, latencies.length % PARSE_EVERY === 0);
      }
    }),
  );
  const elapsed = performance.now() - started;
  for (const connection of connections) connection.close();
  return { sample: sampleOf(latencies, elapsed), nextAt: at };
}

function headOf({ path, headers = {} }: LoadRequest, port: number): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${lines.join("")}\r\n`;
}

/** @throws Error when the reply is not what was asked for: a bench must not time errors. */
function check(request: LoadRequest | undefined, reply: RawReply, whole: boolean): void {
  if (!request) throw new Error("There is nothing to ask for.");
  const { expect, path } = request;
  const { body } = reply;
  const bad = (what: string) =>
    new Error(`${path}: ${what}\n${reply.headers}\n${body.toString("utf8", 0, 400)}`);
  if (reply.status !== expect.status) throw bad(`status ${reply.status}, not ${expect.status}`);
  if (expect.includes !== undefined && !body.includes(expect.includes))
    throw bad(`"${expect.includes}" is missing`);
  const flaw = flawOf(expect, body, whole);
  if (flaw !== null) throw bad(flaw);
  if (expect.shape === "html") return;

  const before = remembered.get(path);
  if (before && !before.equals(body) && expect.shape !== "nothing") throw bad("changed meanwhile");
  if (!before && remembered.size < MAX_REMEMBERED && expect.shape !== "nothing")
    remembered.set(path, Buffer.from(body));
}

function flawOf(expect: Expect, body: Buffer, whole: boolean): string | null {
  switch (expect.shape) {
    case "nothing":
      return body.length === 0 ? null : "has a body";
    case "html":
      return body.includes("</html>") ? null : "is not a whole page";
    case "json":
      return whole && typeof JSON.parse(body.toString()) !== "object" ? "is no JSON" : null;
    case "entry":
      if (whole) JSON.parse(body.toString());
      return body.includes('"server":') && body.includes('"_meta":') ? null : "is no entry";
    case "list":
      if (!body.includes('"metadata":')) return "is no list";
      return whole ? listFlaw(expect, body) : null;
  }
}

type Page = { servers: unknown[]; metadata: { count: number; nextCursor?: string } };

function listFlaw(expect: Expect, body: Buffer): string | null {
  const { servers, metadata } = JSON.parse(body.toString()) as Page;
  if (servers.length !== metadata.count) return "counts wrongly";
  if (expect.entries === "some") return servers.length > 0 ? null : "is empty";
  if (expect.entries !== undefined && servers.length !== expect.entries)
    return `has ${servers.length} entries, not ${expect.entries}`;
  return null;
}

/** A few replies as they came, for the bare server and for ETags. */
async function fetchOnce(job: { port: number; requests: LoadRequest[] }) {
  const connection = await RawConnection.open(job.port);
  const replies: { path: string; status: number; headers: string; body: Buffer }[] = [];
  for (const request of job.requests) {
    const reply = await connection.send(headOf(request, job.port));
    check(request, reply, true);
    replies.push({ path: request.path, ...reply, body: Buffer.from(reply.body) });
  }
  connection.close();
  return replies;
}

export type CrawlResult = { ms: number; pages: number; entries: number; distinct: number };

/** Reads the whole list as crawlers do: page after page by cursor, each page parsed. */
async function crawl(job: { port: number; path: string }): Promise<CrawlResult> {
  const connection = await RawConnection.open(job.port);
  const seen = new Set<string>();
  let [pages, entries, cursor] = [0, 0, ""];
  const started = performance.now();
  do {
    const path = cursor === "" ? job.path : `${job.path}&cursor=${cursor}`;
    const reply = await connection.send(
      headOf({ path, expect: { status: 200, shape: "list" } }, job.port),
    );
    if (reply.status !== 200) throw new Error(`${path}: status ${reply.status}`);
    const page = JSON.parse(reply.body.toString()) as Page & {
      servers: { server: { name: string; version: string } }[];
    };
    for (const { server } of page.servers) seen.add(`${server.name} ${server.version}`);
    entries += page.servers.length;
    pages += 1;
    cursor = page.metadata.nextCursor ?? "";
  } while (cursor !== "");
  const ms = performance.now() - started;
  connection.close();
  if (seen.size !== entries) throw new Error("A crawl met an entry twice.");
  return { ms, pages, entries, distinct: seen.size };
}
