import type { JsonObject } from "#lib/kernel/json.ts";
import type { Component } from "../core/facts.ts";
import { npmPurl } from "./npm-purl.ts";

/** One package in its place in a tree; the same version may stand in several places. */
export type Placed = {
  name: string;
  version: string;
  integrity: string | null;
  license: string | null;
  hasInstallScript: boolean;
  optional: boolean;
  needs: Placed[];
};

/** Where npm puts a package, seen from the folder that the artifact itself is installed into. */
export type Location = Pick<Placed, "name" | "version" | "integrity" | "optional"> & {
  /** `node_modules/a/node_modules/b`. */
  path: string;
};

/** Optional packages for one platform hold its machine code and little else. */
export const isForOnePlatform = (manifest: JsonObject): boolean =>
  ["os", "cpu", "libc"].some((key) => Object.hasOwn(manifest, key));

/**
 * The packages below the artifact, each version once, sorted by purl. It is as near as its nearest
 * place, and optional only where it is so everywhere.
 */
export function componentsOf(
  first: readonly Placed[],
  purlOf: PurlOf = (name, version) => npmPurl(name, version),
): Component[] {
  const merged = new Map<string, Component>();
  const seen = new Set<Placed>(first);
  let level = [...first];
  for (let depth = 1; level.length > 0; depth += 1) {
    for (const placed of level) merge(merged, placed, { depth, purlOf });
    level = level.flatMap(({ needs }) => needs).filter((one) => !seen.has(one) && seen.add(one));
  }
  return [...merged.values()].sort((a, b) => (a.purl < b.purl ? -1 : 1));
}

type PurlOf = (name: string, version: string) => string;

function merge(
  merged: Map<string, Component>,
  placed: Placed,
  { depth, purlOf }: { depth: number; purlOf: PurlOf },
): void {
  const { needs, ...about } = placed;
  const purl = purlOf(placed.name, placed.version);
  const needed = needs.map(({ name, version }) => purlOf(name, version));
  const here = { ...about, purl, depth, needs: [...new Set(needed)].sort() };
  const known = merged.get(purl);
  merged.set(purl, known === undefined ? here : both(known, here));
}

const both = (one: Component, other: Component): Component => ({
  ...one,
  integrity: one.integrity ?? other.integrity,
  license: one.license ?? other.license,
  hasInstallScript: one.hasInstallScript || other.hasInstallScript,
  optional: one.optional && other.optional,
  needs: [...new Set([...one.needs, ...other.needs])].sort(),
});
