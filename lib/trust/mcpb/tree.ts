import { objectIn, textIn } from "#lib/catalog/core/json-fields.ts";
import type { JsonObject } from "#lib/kernel/json.ts";
import type { ArchiveFile } from "../archive/ledger.ts";
import { noteOwn, type Reach } from "../collect/reach.ts";
import type { CodeFacts } from "../core/code-facts.ts";
import type { Component, Got, TreeFacts } from "../core/facts.ts";
import { componentsOf } from "../npm/components.ts";
import { jsonObject } from "../npm/npm-version.ts";
import { pypiPurl } from "../pypi/project-name.ts";
import { writeSbom } from "../sbom/write-sbom.ts";
import { nodePackages } from "./node-packages.ts";
import type { Packages } from "./packages.ts";
import { pythonPackages } from "./python-packages.ts";
import { shippedSbom, type ShippedSbom } from "./shipped-sbom.ts";

const MAX_TOLD = 200;

type Bundle = {
  name: string;
  version: string;
  manifest: JsonObject;
  files: readonly ArchiveFile[];
  code: CodeFacts | null;
  evidence: readonly string[];
};

type Parts = Omit<Packages, "first"> & { components: Component[]; approximate: boolean };

/**
 * What a bundle is made of: the packages that were installed into it, else those of its lock, else
 * those of the bill of materials that it ships. Where none of these tells it, it is not known.
 */
export function bundleTree(reach: Reach, bundle: Bundle): Got<TreeFacts> {
  const { name, version, evidence } = bundle;
  const shipped = shippedSbom(bundle.files);
  const parts = partsOf(reach, bundle, shipped);
  if (!parts.ok) return parts;
  const { components, issues, foreign, missing, approximate } = parts.value;
  const purl = `pkg:generic/${encodeURIComponent(name)}@${encodeURIComponent(version)}`;
  const needs = components.filter(({ depth }) => depth === 1).map((one) => one.purl);
  const sbom = writeSbom({ name, version, purl, license: null, needs }, components);
  const sbomDigest = noteOwn(reach, {
    kind: "sbom",
    source: "CycloneDX 1.6",
    mediaType: "application/vnd.cyclonedx+json",
    body: sbom,
  });
  const value = {
    // What lies in the bundle is what runs.
    lock: "own" as const,
    lockIssues: issues.slice(0, MAX_TOLD),
    components,
    foreign: foreign.slice(0, MAX_TOLD),
    missing: missing.slice(0, MAX_TOLD),
    sbomDigest,
    sbomIssues: shipped?.issues ?? [],
    approximate,
  };
  return { ok: true, value, evidence: [...evidence, sbomDigest] };
}

function partsOf(reach: Reach, bundle: Bundle, shipped: ShippedSbom | null): Got<Parts> {
  const { files, name } = bundle;
  const node = nodePackages({ files, npm: reach.sources.npm, name });
  const python = pythonPackages(files);
  if (python !== "unresolved" && (node !== null || python !== null))
    return found(joined(node ?? NO_PACKAGES, python ?? NO_PACKAGES));
  const { components: known } = shipped ?? NO_SBOM;
  if (known !== null) {
    const components = [...known];
    return found({ ...joined(NO_PACKAGES, NO_PACKAGES), components, approximate: true });
  }
  return python === "unresolved" ? UNRESOLVED : withoutPackages(bundle);
}

const withoutPackages = (bundle: Bundle): Got<Parts> =>
  hidesItsParts(bundle) ? HIDDEN : found(joined(NO_PACKAGES, NO_PACKAGES));

const NO_SBOM: ShippedSbom = { components: null, issues: [] };
const NO_PACKAGES: Packages = { first: [], issues: [], foreign: [], missing: [] };

const found = (value: Parts): Got<Parts> => ({ ok: true, value, evidence: [] });

const joined = (node: Packages, python: Packages): Parts => ({
  issues: [...node.issues, ...python.issues],
  foreign: [...node.foreign, ...python.foreign],
  missing: [...node.missing, ...python.missing],
  components: [...componentsOf(node.first), ...componentsOf(python.first, pypiPurl)],
  approximate: false,
});

const UNRESOLVED = {
  ok: false,
  reason: "tool_missing",
  detail:
    "It fetches Python packages when it is installed, and ships neither them nor a lock: Gatehouse has no resolver for them.",
} as const;
const HIDDEN = {
  ok: false,
  reason: "opaque_artifact",
  detail:
    "What it is made of was put into one file or a program, and it ships no lock and no bill of materials.",
} as const;

/** A program, or code that a bundler has put together. */
function hidesItsParts({ manifest, files, code }: Bundle): boolean {
  if (textIn(objectIn(manifest, "server"), "type") === "binary") return true;
  const bytes = files.find(({ path }) => path === "package.json")?.bytes ?? null;
  const declared = objectIn((bytes === null ? null : jsonObject(bytes)) ?? {}, "dependencies");
  const isBundled = code?.unread.some(({ reason }) => reason === "minified") ?? true;
  return Object.keys(declared).length > 0 || isBundled;
}
