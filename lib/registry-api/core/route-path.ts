/**
 * The address of a request to the registry API, read from the raw path: decoding it as a whole
 * would make `%2F` in a name and the slash between segments the same.
 */

/** What is asked for below `/v0.1`, `/v0` or an audience's `/r/{slug}`. */
export type Target =
  | { kind: "root" }
  | { kind: "servers" }
  | { kind: "server"; name: string }
  | { kind: "server-status"; name: string }
  | { kind: "versions"; name: string }
  | { kind: "version"; name: string; version: string }
  | { kind: "version-status"; name: string; version: string }
  | { kind: "publish" }
  | { kind: "validate" }
  | { kind: "auth"; method: string }
  | { kind: "ping" }
  | { kind: "health" }
  | { kind: "version-info" }
  | { kind: "metrics" }
  | { kind: "openapi-yaml" }
  | { kind: "openapi-json" }
  | { kind: "docs" }
  | { kind: "unknown" };

export type RegistryPath =
  | { to: "elsewhere" }
  | { to: "redirect"; path: string }
  | { to: "bad"; detail: string }
  | { to: "target"; base: string; audience: string | null; target: Target };

const API = /^\/+(v0\.1|v0)(?=\/|$)/;
const AUDIENCE = /^\/+r\/([^/]+)(?=\/|$)/;
const DESCRIPTION = /^\/+(openapi\.(yaml|json)|docs)\/*$/;
const NAME = /^[a-zA-Z0-9.-]{1,200}\/[a-zA-Z0-9._-]{1,200}$/;
const SLUG = /^(?=.{1,100}$)[a-z0-9]+(?:-[a-z0-9]+)*$/;

const UNKNOWN: Target = { kind: "unknown" };
const FIXED: ReadonlyMap<string, Target> = new Map<string, Target>([
  ["servers", { kind: "servers" }],
  ["publish", { kind: "publish" }],
  ["validate", { kind: "validate" }],
  ["ping", { kind: "ping" }],
  ["health", { kind: "health" }],
  ["version", { kind: "version-info" }],
  ["metrics", { kind: "metrics" }],
]);

type Split = {
  /** Up to and with the version of the API, or the audience where there is none. */
  base: string;
  /** Null when it is not one; what is below does not exist then. */
  audience: string | null;
  named: boolean;
  versioned: boolean;
  below: string;
};

/** `path` is the request target up to its query, still percent-encoded. */
export function readRegistryPath(path: string): RegistryPath {
  const split = splitBase(path);
  if (split === null) return { to: "elsewhere" };
  const { base, audience, below } = split;
  if (below.endsWith("/")) return { to: "redirect", path: base + withoutTrailingSlashes(below) };
  if (split.named && audience === null) return { to: "target", base, audience, target: UNKNOWN };

  try {
    const target = split.versioned ? versionedTarget(below) : unversionedTarget(below);
    return { to: "target", base, audience, target };
  } catch (error) {
    if (error instanceof BadEncoding) return { to: "bad", detail: error.message };
    throw error;
  }
}

function splitBase(path: string): Split | null {
  const audience = prefixOf(AUDIENCE, path);
  // Clients join base and path as they like; extra slashes between the two do no harm.
  const rest = path.slice(audience.length);
  const api = prefixOf(API, rest);
  const named = audience.word !== null;
  const versioned = api.word !== null;
  if (!named && !versioned && !DESCRIPTION.test(path)) return null;
  return {
    base: (named ? `/r/${audience.word}` : "") + (versioned ? `/${api.word}` : ""),
    audience: SLUG.test(audience.word ?? "") ? audience.word : null,
    named,
    versioned,
    below: rest.slice(api.length),
  };
}

function prefixOf(pattern: RegExp, path: string): { length: number; word: string | null } {
  const match = pattern.exec(path);
  return { length: match?.[0].length ?? 0, word: match?.[1] ?? null };
}

function withoutTrailingSlashes(path: string): string {
  let end = path.length;
  while (path[end - 1] === "/") end--;
  return path.slice(0, end);
}

function unversionedTarget(below: string): Target {
  const file = withoutLeadingSlashes(below);
  if (file === "") return { kind: "root" };
  if (file === "openapi.yaml") return { kind: "openapi-yaml" };
  if (file === "docs") return { kind: "docs" };
  return { kind: file === "openapi.json" ? "openapi-json" : "unknown" };
}

function versionedTarget(below: string): Target {
  const rest = withoutLeadingSlashes(below);
  if (rest === "") return { kind: "root" };
  const fixed = FIXED.get(rest);
  if (fixed) return fixed;
  if (rest === "auth" || rest.startsWith("auth/"))
    return { kind: "auth", method: rest.slice("auth/".length) };
  if (!rest.startsWith("servers/")) return UNKNOWN;
  return serverTarget(rest.slice("servers/".length).split("/"));
}

/** A name is one encoded segment, or two when its slash came raw. */
function serverTarget(segments: string[]): Target {
  const [first = "", second = ""] = segments;
  const encoded = /%2f/i.test(first);
  const name = encoded ? decode(first) : `${decode(first)}/${decode(second)}`;
  return NAME.test(name) ? memberTarget(name, segments.slice(encoded ? 1 : 2)) : UNKNOWN;
}

function memberTarget(name: string, segments: string[]): Target {
  const [collection, version, leaf, ...more] = segments;
  if (collection === undefined) return { kind: "server", name };
  if (collection === "status" && version === undefined) return { kind: "server-status", name };
  if (collection !== "versions" || more.length > 0) return UNKNOWN;
  if (version === undefined) return { kind: "versions", name };
  return versionTarget(name, decode(version), leaf);
}

function versionTarget(name: string, version: string, leaf: string | undefined): Target {
  if (version === "" || version.length > 255 || version.includes("\u0000")) return UNKNOWN;
  if (leaf === undefined) return { kind: "version", name, version };
  return leaf === "status" ? { kind: "version-status", name, version } : UNKNOWN;
}

function withoutLeadingSlashes(path: string): string {
  let start = 0;
  while (path[start] === "/") start++;
  return path.slice(start);
}

class BadEncoding extends Error {}

function decode(segment: string): string {
  let text: string;
  try {
    text = decodeURIComponent(segment);
  } catch (cause) {
    throw new BadEncoding("The address is not percent-encoded correctly.", { cause });
  }
  if (/%[0-9a-fA-F]{2}/.test(text))
    throw new BadEncoding("The address is percent-encoded twice: encode names and versions once.");
  return text;
}
