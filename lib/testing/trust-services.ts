import fs from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { crc32, deflateRawSync } from "node:zlib";
import type { Reach, TrustSources } from "#lib/trust/collect/reach.ts";

type Event = { introduced?: string; fixed?: string; last_affected?: string; limit?: string };
type Advisory = {
  id: string;
  ecosystem?: string;
  name?: string;
  events?: Event[];
  versions?: string[];
  modified?: string;
  [field: string]: unknown;
};

/** A document in the form of the OSV schema, as the databases write them. */
export function osvDocument({ id, ecosystem = "npm", name = "left", ...given }: Advisory) {
  const { events, versions, modified = "2026-11-25T10:00:00Z", ...more } = given;
  return {
    schema_version: "1.7.0",
    id,
    modified,
    published: "2026-11-20T08:00:00Z",
    aliases: [],
    summary: `A weakness of ${name}`,
    details: `Versions of ${name} do something that they should not.`,
    affected: [
      {
        package: { ecosystem, name, purl: `pkg:${ecosystem.toLowerCase()}/${name}` },
        ...(events
          ? { ranges: [{ type: ecosystem === "npm" ? "SEMVER" : "ECOSYSTEM", events }] }
          : {}),
        ...(versions ? { versions } : {}),
        database_specific: { source: `https://advisories.test.example/${id}.json` },
      },
    ],
    references: [{ type: "WEB", url: `https://advisories.test.example/${id}` }],
    ...more,
  };
}

/** An archive like OSV's exports: a file for each document. */
export function zipOf(
  documents: readonly { id: string }[],
  isPacked: (at: number) => boolean = () => true,
): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let at = 0;
  for (const [number, document] of documents.entries()) {
    const name = Buffer.from(`${document.id}.json`);
    const content = Buffer.from(JSON.stringify(document));
    const packed = isPacked(number) ? deflateRawSync(content, { level: 1 }) : content;
    const about = Buffer.alloc(26);
    about.writeUInt16LE(20, 0);
    about.writeUInt16LE(isPacked(number) ? 8 : 0, 4);
    about.writeUInt32LE(crc32(content), 10);
    about.writeUInt32LE(packed.length, 14);
    about.writeUInt32LE(content.length, 18);
    about.writeUInt16LE(name.length, 22);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(at, 10);
    const entry = Buffer.concat([Buffer.from("PK\x03\x04"), about, name, packed]);
    local.push(entry);
    central.push(Buffer.from("PK\x01\x02\x14\0"), about, place, name);
    at += entry.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06");
  end.writeUInt16LE(documents.length, 8);
  end.writeUInt16LE(documents.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...local, directory, end]);
}

/** A folder for feeds and a way to put files beside it; remove it at the end. */
export function feedFolder() {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), "gatehouse-feeds-"));
  return {
    dir: path.join(root, "feeds"),
    root,
    write(name: string, content: unknown): string {
      const file = path.join(root, name);
      const isRaw = typeof content === "string" || content instanceof Uint8Array;
      fs.writeFileSync(file, isRaw ? content : JSON.stringify(content));
      return file;
    },
    remove: () => fs.rmSync(root, { recursive: true }),
  };
}

export const NOWHERE: TrustSources = {
  npm: "http://127.0.0.1:9",
  pypi: "http://127.0.0.1:9",
  ...{ osv: null, epss: null, kev: null, scorecard: null },
  github: "http://127.0.0.1:9",
  allowedHosts: [],
  timeoutMs: 1_000,
};

export function reachTo(sources: Partial<TrustSources>, now = new Date()): Reach {
  return {
    sources: { ...NOWHERE, ...sources },
    signal: AbortSignal.timeout(20_000),
    now: () => now,
    evidence: [],
    onStep: () => undefined,
  };
}

/** How a service can misbehave. */
export const TROUBLES = {
  hanging: "timeout",
  half: "unreachable",
  failing: "registry_5xx",
  busy: "rate_limited",
  locked: "auth_required",
  broken: "registry_5xx",
  form: "registry_5xx",
  internal: "unreachable",
  metadata: "unreachable",
} as const;
export type Trouble = keyof typeof TROUBLES;

type Query = { package: { name?: string; purl?: string }; version?: string; page_token?: string };

/** One real HTTP server that speaks as OSV, EPSS, KEV and Scorecard, each below a path of its own. */
export async function startTrustServices() {
  const state = {
    documents: new Map<string, { id: string; modified: string }>(),
    /** Ids for `name@version`, or for a package URL. */
    affected: new Map<string, string[]>(),
    pageSize: 1_000,
    epss: new Map<string, string>(),
    kev: [] as string[],
    scorecards: new Map<string, unknown>(),
    /** By the first part of the path, or a whole path. */
    troubles: new Map<string, Trouble>(),
    seen: [] as string[],
    queries: [] as Query[][],
  };
  const server = http.createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://x");
    state.seen.push(`${request.method} ${url.pathname}${url.search}`);
    const trouble =
      state.troubles.get(url.pathname) ?? state.troubles.get(url.pathname.split("/")[1] ?? "");
    if (trouble) return misbehave(trouble, response);
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const value = answerOf(state, url, Buffer.concat(chunks).toString());
      response
        .writeHead(value === undefined ? 404 : 200, { "content-type": "application/json" })
        .end(JSON.stringify(value ?? { code: 5, message: "not found" }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    ...state,
    state,
    sources: {
      osv: `${base}/osv`,
      epss: `${base}/epss`,
      kev: `${base}/kev/catalogue.json`,
      scorecard: `${base}/scorecard`,
    },
    put(document: { id: string; modified: string }, ...packages: string[]) {
      state.documents.set(document.id, document);
      for (const one of packages)
        state.affected.set(one, [...(state.affected.get(one) ?? []), document.id]);
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
export type TrustServices = Awaited<ReturnType<typeof startTrustServices>>;

function misbehave(trouble: Trouble, response: http.ServerResponse): void {
  switch (trouble) {
    case "hanging":
      return;
    case "half":
      response.writeHead(200, { "content-length": "1000" }).write('{"results":[');
      setTimeout(() => response.destroy(), 20);
      return;
    case "broken":
      response.writeHead(200).end('{"results":[');
      return;
    case "form":
      response.writeHead(200).end('{"results":"none","data":7,"score":"high"}');
      return;
    case "internal":
      response.writeHead(302, { location: "http://127.0.0.1:1025/" }).end();
      return;
    case "metadata":
      response.writeHead(307, { location: "http://169.254.169.254/latest/" }).end();
      return;
    case "failing":
      response.writeHead(500).end("{}");
      return;
    case "busy":
      response.writeHead(429, { "retry-after": "60" }).end("{}");
      return;
    case "locked":
      response.writeHead(401).end("{}");
  }
}

type State = Awaited<ReturnType<typeof startTrustServices>>["state"];

function answerOf(state: State, url: URL, body: string): unknown {
  const [, service, ...rest] = url.pathname.split("/");
  switch (service ?? "") {
    case "osv":
      return rest.join("/") === "v1/querybatch"
        ? batch(state, (JSON.parse(body) as { queries: Query[] }).queries)
        : state.documents.get(decodeURIComponent(rest[2] ?? ""));
    case "epss":
      return {
        status: "OK",
        data: (url.searchParams.get("cve") ?? "").split(",").flatMap((cve) => {
          const epss = state.epss.get(cve);
          return epss === undefined ? [] : [{ cve, epss, percentile: "0.5", date: "2026-11-26" }];
        }),
      };
    case "kev":
      return {
        title: "Known exploited",
        dateReleased: "2026-11-25T15:00:00.000Z",
        count: state.kev.length,
        vulnerabilities: state.kev.map((cveID) => ({ cveID, vendorProject: "Somebody" })),
      };
    case "scorecard":
      return state.scorecards.get(rest.slice(1).join("/"));
    default:
      return undefined;
  }
}

function batch(state: State, queries: Query[]) {
  state.queries.push(queries);
  return {
    results: queries.map(({ package: { name, purl }, version, page_token }) => {
      const ids = state.affected.get(purl ?? `${name}@${version}`) ?? [];
      const from = Number(page_token ?? 0);
      const vulns = ids.slice(from, from + state.pageSize).map((id) => ({
        id,
        modified: state.documents.get(id)?.modified ?? "2026-11-01T00:00:00Z",
      }));
      const to = from + state.pageSize;
      if (vulns.length === 0) return {};
      return { vulns, ...(to < ids.length ? { next_page_token: String(to) } : {}) };
    }),
  };
}
