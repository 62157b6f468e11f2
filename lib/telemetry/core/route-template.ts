import { readRegistryPath, type Target } from "#lib/registry-api/core/route-path.ts";

/** The routes of the pages and of the management API, as Next's manifest writes them. */
export type RouteTable = {
  fixed: ReadonlySet<string>;
  patterns: readonly { template: string; pattern: RegExp }[];
};

/** What no route of ours is: one name for all of them, whatever somebody asks for. */
export const OTHER = "other";

/** Below the version of the registry API. */
const REGISTRY: Record<Target["kind"], string> = {
  root: "",
  servers: "/servers",
  server: "/servers/{serverName}",
  "server-status": "/servers/{serverName}/status",
  versions: "/servers/{serverName}/versions",
  version: "/servers/{serverName}/versions/{version}",
  "version-status": "/servers/{serverName}/versions/{version}/status",
  publish: "/publish",
  validate: "/validate",
  auth: "/auth/{method}",
  ping: "/ping",
  health: "/health",
  "version-info": "/version",
  metrics: "/metrics",
  "openapi-yaml": "/openapi.yaml",
  "openapi-json": "/openapi.json",
  docs: "/docs",
  unknown: `/${OTHER}`,
};

/**
 * The route of a path (query left aside), as a template: never the path itself, which holds names
 * and ids. The registry API below `/r/{audience}` is told apart from the public one.
 */
export function routeTemplate(path: string, table: RouteTable): string {
  const registry = readRegistryPath(path);
  if (registry.to === "elsewhere") return pageTemplate(path, table);
  if (registry.to !== "target") return `registry ${registry.to}`;
  const version = /\/v0(?:\.1)?$/.exec(registry.base)?.[0] ?? "";
  const audience = registry.base.startsWith("/r/") ? "/r/{audience}" : "";
  return `${audience}${version}${REGISTRY[registry.target.kind]}`;
}

function pageTemplate(path: string, { fixed, patterns }: RouteTable): string {
  if (path.startsWith("/_next/static/")) return "/_next/static";
  if (fixed.has(path)) return path;
  return patterns.find(({ pattern }) => pattern.test(path))?.template ?? OTHER;
}
