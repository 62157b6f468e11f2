import { randomUUID } from "node:crypto";
import { bearerActor } from "#lib/auth/bearer.ts";
import { ANONYMOUS } from "#lib/kernel/actor.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import packageJson from "../../package.json" with { type: "json" };
import { deprecationHeaders } from "#lib/retirements/core/deprecation-headers.ts";
import { entryJson, listJson, type RegistryEntry } from "./core/entry-json.ts";
import type { Target } from "./core/route-path.ts";
import type { KnownAddresses } from "./known-addresses.ts";
import type { AnswerCache } from "./answer-cache.ts";
import { getRegistryAudience } from "./get-registry-audience.ts";
import { getRegistryVersion } from "./get-registry-version.ts";
import { listRegistryServers } from "./list-registry-servers.ts";
import { listRegistryVersions } from "./list-registry-versions.ts";
import { DOCS_POLICY, docsPage } from "./openapi/docs-page.ts";
import { openApiJson, openApiYaml } from "./openapi/openapi-document.ts";
import type { RegistryMetrics } from "./registry-metrics.ts";
import { answerOf, JSON_TYPE, type Answer } from "./wire.ts";

/** What the answers of one process share. */
export type Registry = {
  cache: AnswerCache;
  addresses: KnownAddresses;
  metrics: RegistryMetrics;
};

export type ReadRequest = {
  /** As it stood in the request line. */
  address: string;
  /** The path up to the target: `/v0.1`, `/r/{slug}`, `/r/{slug}/v0`. */
  base: string;
  audience: string | null;
  target: Target;
  query: string;
  authorization: string | undefined;
};

/** The official API's parameters, in the order in which a kept answer's key names them. */
const LIST_PARAMETERS = [
  "cursor",
  "limit",
  "search",
  "updated_since",
  "version",
  "include_deleted",
] as const;

/**
 * A GET. Anonymous answers are kept and shared; a signed reader's are made for them alone.
 * A token that is not good is refused, never read as nobody.
 */
export async function answerRead(registry: Registry, request: ReadRequest): Promise<Answer> {
  const parameters = readParameters(request.query);
  const actor = request.authorization ? await bearerActor(request.authorization) : ANONYMOUS;
  if (request.target.kind === "metrics") return metricsAnswer(registry, contextOf(actor), request);
  if (actor.kind !== "anonymous") {
    const { text, type, headers = [] } = await read(contextOf(actor), request, parameters);
    return answerOf(text, {
      type,
      sharing: "private",
      headers: [...headersFor(request), ...headers],
    });
  }

  const key = cacheKey(request, parameters);
  registry.addresses.put(request.address, { key, route: request.target.kind });
  const hit = registry.cache.get(key);
  if (hit) {
    registry.metrics.cache.hits += 1;
    return hit;
  }
  registry.metrics.cache.misses += 1;
  return registry.cache.getOrMake(key, async () => {
    const { text, type, headers = [] } = await read(contextOf(ANONYMOUS), request, parameters);
    return answerOf(text, {
      type,
      sharing: "public",
      headers: [...headersFor(request), ...headers],
    });
  });
}

/** The one answer that is a page gets a policy as the console's pages do. */
const headersFor = ({ target }: ReadRequest) =>
  target.kind === "docs" ? ["Content-Security-Policy", DOCS_POLICY] : [];

const contextOf = (actor: Context["actor"]): Context => ({
  actor,
  now: new Date(),
  requestId: randomUUID(),
});

type Parameters = Partial<Record<(typeof LIST_PARAMETERS)[number], string>>;

/** Known parameters only, the first of each; an empty one counts as absent, as upstream does. */
function readParameters(query: string): Parameters {
  const found: Parameters = {};
  if (query === "") return found;
  const given = new URLSearchParams(query);
  for (const name of LIST_PARAMETERS) {
    const value = given.get(name);
    if (value) found[name] = value;
  }
  return found;
}

/** JSON, so that no text can look like several parts. */
function cacheKey({ target, audience, base }: ReadRequest, parameters: Parameters): string {
  const asked = LIST_PARAMETERS.map((name) => parameters[name]);
  if (target.kind === "servers") return JSON.stringify(["servers", audience, ...asked]);
  const { include_deleted: deleted } = parameters;
  if (target.kind === "version")
    return JSON.stringify(["version", audience, target.name, target.version, deleted]);
  if (target.kind === "versions")
    return JSON.stringify(["versions", audience, target.name, deleted]);
  return JSON.stringify([target.kind, base]);
}

// A checkout or an image does not tell its commit, so the version says that it is not known.
const FIXED: ReadonlyMap<Target["kind"], object> = new Map<Target["kind"], object>([
  ["ping", { pong: true }],
  ["health", { status: "ok" }],
  ["version-info", { version: packageJson.version, git_commit: "unknown", build_time: "unknown" }],
]);

/** `headers` as a flat list of names and values. */
type Content = { text: string; type: string; headers?: string[] };
const json = (value: unknown): Content => ({ text: JSON.stringify(value), type: JSON_TYPE });

async function read(ctx: Context, request: ReadRequest, parameters: Parameters): Promise<Content> {
  const { target, audience } = request;
  const { include_deleted } = parameters;
  if (target.kind === "servers") {
    const page = await listRegistryServers(ctx, { audience, ...parameters });
    return { text: listJson(page.entries, page.nextCursor), type: JSON_TYPE };
  }
  if (target.kind === "versions") {
    const input = { audience, name: target.name, include_deleted };
    return { text: listJson(await listRegistryVersions(ctx, input), null), type: JSON_TYPE };
  }
  if (target.kind === "version") {
    const input = { audience, name: target.name, version: target.version, include_deleted };
    const entry = await getRegistryVersion(ctx, input);
    return { text: entryJson(entry), type: JSON_TYPE, headers: endOf(entry, request.base) };
  }
  // A private audience answers nothing at all to strangers, not even its description.
  const about = audience === null ? null : await getRegistryAudience(ctx, { audience });
  return fixedContent(request, about);
}

/** What RFC 9745 and RFC 8594 have for an answer about something that ends. */
function endOf({ retirement }: RegistryEntry, base: string): string[] {
  if (retirement === null) return [];
  const { successor, deprecatesAt, retiresAt } = retirement;
  return deprecationHeaders({
    deprecatesAt: new Date(deprecatesAt),
    retiresAt: new Date(retiresAt),
    successorAddress:
      successor && `${base}/servers/${encodeURIComponent(successor)}/versions/latest`,
  }).flat();
}

type About = { name: string; description: string } | null;

function fixedContent({ target, base, audience }: ReadRequest, about: About): Content {
  const prefix = audience === null ? "" : `/r/${audience}`;
  if (target.kind === "root")
    return json(rootOf(base === prefix ? `${base}/v0.1` : base, prefix, about));
  if (target.kind === "openapi-yaml")
    return { text: openApiYaml(prefix), type: "application/yaml; charset=utf-8" };
  if (target.kind === "docs") return { text: docsPage(prefix), type: "text/html; charset=utf-8" };
  if (target.kind === "openapi-json") return { text: openApiJson(prefix), type: JSON_TYPE };
  const fixed = FIXED.get(target.kind);
  if (fixed) return json(fixed);
  throw new AppError(
    "not_found",
    target.kind === "server"
      ? `There is nothing at this address. Did you mean ${base}/servers/${encodeURIComponent(target.name)}/versions/latest?`
      : `There is nothing at this address. The registry answers at ${prefix}/v0.1/servers; ${prefix}/openapi.yaml describes all of it.`,
  );
}

/** So that a base address pasted into a browser, or asked with HEAD, shows that it is right. */
function rootOf(api: string, prefix: string, about: About): object {
  return {
    registry: about?.name ?? "Gatehouse MCP registry",
    ...(about?.description ? { description: about.description } : {}),
    servers: `${api}/servers`,
    openapi: `${prefix}/openapi.yaml`,
  };
}

/** Counted anew for every question, so never kept. */
async function metricsAnswer(
  { metrics, cache }: Registry,
  ctx: Context,
  { audience }: ReadRequest,
): Promise<Answer> {
  if (audience !== null) await getRegistryAudience(ctx, { audience });
  const type = "text/plain; version=0.0.4; charset=utf-8";
  return answerOf(metrics.text(cache.bytes), { type, sharing: "none" });
}
