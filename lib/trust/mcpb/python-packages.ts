import path from "node:path/posix";
import { objectIn } from "#lib/catalog/core/json-fields.ts";
import type { ArchiveFile } from "../archive/ledger.ts";
import type { Placed } from "../npm/components.ts";
import { parseCoreMetadata, textsIn, type CoreMetadata } from "../pypi/core-metadata.ts";
import { readLock, type Lock } from "../pypi/lock-files.ts";
import { integrityOf, lockGraph } from "../pypi/lock-graph.ts";
import { licenseOf } from "../pypi/manifest-facts.ts";
import { projectName } from "../pypi/project-name.ts";
import { isOfExtra, parseRequirement, type Requirement } from "../pypi/requirement.ts";
import { parseToml } from "../pypi/toml.ts";
import type { Packages } from "./packages.ts";

const DIST_INFO = /\.dist-info\/METADATA$/;
const MAX_PACKAGES = 5_000;
const LOCK_FILES = /^(?:uv\.lock|poetry\.lock|pylock\.toml|requirements(?:[.-]lock)?\.txt)$/;

/** `unresolved`: it names packages, but neither brings them along nor locks them. */
export type PythonPackages = Packages | "unresolved" | null;

/** The Python packages that a bundle brings along, or that its lock names; null: it needs none. */
export function pythonPackages(files: readonly ArchiveFile[]): PythonPackages {
  const texts = new Map(
    files.flatMap(({ path: name, bytes }) =>
      bytes === null ? [] : [[name, bytes.toString("utf8")] as const],
    ),
  );
  const installed = [...texts]
    .filter(([name]) => DIST_INFO.test(name))
    .slice(0, MAX_PACKAGES)
    .flatMap(([, text]) => parseCoreMetadata(text) ?? []);
  const lock = lockIn(texts);
  if (installed.length > 0) return installedPackages(installed, lock);
  const needs = needsIn(texts);
  if (lock !== null) {
    const { first, issues, foreign, missing } = lockGraph(lock, needs);
    return { first, issues, foreign, missing };
  }
  return needs.length === 0 ? null : "unresolved";
}

/** At the root or beside the code. */
function lockIn(texts: ReadonlyMap<string, string>): Lock | null {
  const folders = new Map<string, Map<string, string>>();
  for (const [name, text] of texts) {
    const { dir, base } = path.parse(name);
    if (!LOCK_FILES.test(base) || dir.includes("/")) continue;
    folders.set(dir, (folders.get(dir) ?? new Map<string, string>()).set(base, text));
  }
  for (const [, found] of [...folders].sort(([one], [other]) => (one < other ? -1 : 1))) {
    const lock = readLock(found);
    if (lock !== null) return lock;
  }
  return null;
}

function installedPackages(installed: readonly CoreMetadata[], lock: Lock | null): Packages {
  const byName = new Map<string, Placed>();
  const issues: string[] = [];
  for (const metadata of installed) {
    const { hash, issue } = held(metadata, lock);
    if (issue !== null) issues.push(issue);
    byName.set(projectName(metadata.name), {
      name: projectName(metadata.name),
      version: metadata.version.slice(0, 255) || "0",
      integrity: hash === undefined ? null : integrityOf(hash),
      license: licenseOf(metadata),
      ...{ hasInstallScript: false, optional: false, needs: [] },
    });
  }
  const needed = new Set<Placed>();
  for (const metadata of installed) {
    const from = byName.get(projectName(metadata.name));
    for (const { name } of requirementsOf(metadata.requiresDist)) {
      const to = byName.get(name);
      if (from === undefined || to === undefined || to === from) continue;
      from.needs.push(to);
      needed.add(to);
    }
  }
  const all = [...byName.values()];
  const first = all.filter((one) => !needed.has(one));
  return { first: [...first, ...unreached(all, first)], issues, foreign: [], missing: [] };
}

/** Packages that only need each other. */
function unreached(all: readonly Placed[], first: readonly Placed[]): Placed[] {
  const reached = new Set<Placed>(first);
  const queue = [...first];
  for (let one = queue.pop(); one !== undefined; one = queue.pop())
    for (const next of one.needs)
      if (!reached.has(next)) {
        reached.add(next);
        queue.push(next);
      }
  return all.filter((one) => !reached.has(one));
}

function held(
  { name, version }: CoreMetadata,
  lock: Lock | null,
): { hash: string | undefined; issue: string | null } {
  const locked = lock?.packages.filter((one) => one.name === projectName(name)) ?? [];
  const same = locked.find((one) => one.version === version);
  const [other] = locked;
  return {
    hash: same?.hashes[0],
    issue:
      same === undefined && other !== undefined
        ? `It names ${other.name} ${other.version}, but ${version} is in the bundle.`
        : null,
  };
}

const requirementsOf = (texts: readonly string[]): Requirement[] =>
  texts.flatMap((text) => {
    const requirement = parseRequirement(text);
    return requirement === null || isOfExtra(requirement) ? [] : [requirement];
  });

/** What is fetched when it is installed: pyproject.toml (PEP 621) and requirements.txt. */
function needsIn(texts: ReadonlyMap<string, string>): Requirement[] {
  const named = [...texts].filter(([name]) => !path.dirname(name).includes("/"));
  return named.flatMap(([name, text]) => {
    const base = path.basename(name);
    if (base === "pyproject.toml") {
      const project = objectIn(parseToml(text) ?? {}, "project");
      return requirementsOf(textsIn(project, "dependencies"));
    }
    if (base !== "requirements.txt") return [];
    const lines = text.split("\n").map((line) => line.replace(/(?:^|\s)#.*$/, "").trim());
    return requirementsOf(lines.filter((line) => line !== "" && !line.startsWith("-")));
  });
}
