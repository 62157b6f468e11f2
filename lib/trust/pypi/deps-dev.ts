import { objectIn, objectsIn, textIn } from "#lib/catalog/core/json-fields.ts";
import { ownValue, type JsonObject } from "#lib/kernel/json.ts";
import { fetchEvidence, type Reach } from "../collect/reach.ts";
import type { Got } from "../core/facts.ts";
import { jsonObject } from "../npm/npm-version.ts";
import type { Placed } from "../npm/components.ts";
import { projectName } from "./project-name.ts";
import type { Graph } from "./lock-graph.ts";

const MAX_GRAPH = 16 * 1_048_576;
const MAX_NODES = 5_000;

/**
 * The dependencies of a version as deps.dev has resolved them, which is near what pip would choose:
 * https://docs.deps.dev/api/v3/#getdependencies.
 */
export async function depsDevGraph(
  reach: Reach,
  { name, version }: { name: string; version: string },
): Promise<Got<Graph>> {
  const base = reach.sources.depsDev ?? null;
  if (base === null)
    return {
      ok: false,
      reason: "tool_missing",
      detail:
        "Gatehouse resolves no Python packages itself, and deps.dev, which does, is switched off.",
    };
  const path = `systems/pypi/packages/${encodeURIComponent(name)}/versions/${encodeURIComponent(version)}`;
  const fetched = await fetchEvidence(reach, `${base}/v3/${path}:dependencies`, {
    kind: "deps.dev dependencies",
    base,
    maxBytes: MAX_GRAPH,
  });
  if (!fetched.ok) {
    const [reason, detail] = fetched.gone
      ? (["unreachable", "deps.dev does not know this version (yet)."] as const)
      : ([fetched.reason, `deps.dev, which resolves Python packages: ${fetched.detail}`] as const);
    return { ok: false, reason, detail };
  }
  const document = jsonObject(fetched.answer.body);
  const graph = document === null ? null : graphIn(document);
  if (graph === null)
    return { ok: false, reason: "unreachable", detail: "deps.dev could not resolve this version." };
  return { ok: true, value: graph, evidence: [fetched.sha256] };
}

function graphIn(document: JsonObject): Graph | null {
  const nodes = objectsIn(document, "nodes").slice(0, MAX_NODES);
  if (nodes.length === 0 || textIn(document, "error") !== "") return null;
  const placed = nodes.map(placedOf);
  const start = Math.max(
    nodes.findIndex((node) => textIn(node, "relation") === "SELF"),
    0,
  );
  for (const edge of objectsIn(document, "edges")) {
    const from = placed[indexIn(edge, "fromNode")];
    const to = placed[indexIn(edge, "toNode")];
    if (from !== undefined && to !== undefined && to !== placed[start]) from.needs.push(to);
  }
  return {
    first: placed[start]?.needs ?? [],
    missing: nodes.flatMap(missingIn),
    foreign: [],
    issues: [],
  };
}

/** The first has the number 0, which JSON of protocol buffers leaves out. */
function indexIn(edge: JsonObject, key: string): number {
  const value = ownValue(edge, key);
  return typeof value === "number" ? value : 0;
}

function placedOf(node: JsonObject): Placed {
  const key = objectIn(node, "versionKey");
  return {
    name: projectName(textIn(key, "name")),
    version: textIn(key, "version").slice(0, 255),
    integrity: null,
    license: null,
    hasInstallScript: false,
    optional: false,
    needs: [],
  };
}

function missingIn(node: JsonObject): Graph["missing"][number][] {
  const [error] = Array.isArray(ownValue(node, "errors")) ? (node["errors"] as unknown[]) : [];
  if (typeof error !== "string") return [];
  const key = objectIn(node, "versionKey");
  return [{ name: textIn(key, "name"), spec: textIn(key, "version"), detail: error.slice(0, 200) }];
}
