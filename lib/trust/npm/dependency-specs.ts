import npa from "npm-package-arg";
import { objectIn } from "#lib/catalog/core/json-fields.ts";
import type { JsonObject } from "#lib/kernel/json.ts";
import type { TreeFacts } from "../core/facts.ts";
import { isPackageName } from "./npm-version.ts";

export type Foreign = TreeFacts["foreign"][number];
/** A dependency that npm itself could not read. */
export type Unusable = { name: string; spec: string };

/** The dependencies of one manifest as a resolver may have them, and what was taken out of it. */
export type SafeDependencies = {
  fields: JsonObject;
  foreign: Foreign[];
  unusable: Unusable[];
};

const FIELDS = ["dependencies", "optionalDependencies", "peerDependencies"] as const;
const MAX_SPEC = 1_000;
/** What most dependencies look like: not worth a parser. */
const PLAIN_RANGE = /^(?:[\^~]?\d+(?:\.\d+){0,2}(?:-[\w.-]+)?|\*)$/;
const PLAIN_NAME = /^(?:@[a-z0-9][a-z0-9-]*\/)?[a-z0-9][a-z0-9.-]*$/;

/**
 * Leaves what a registry answers: ranges, versions and tags. Git, http and file dependencies are
 * taken out, so that no resolver ever fetches them. Aliases stay, as they are packages of the registry.
 */
export function safeDependencies(manifest: JsonObject): SafeDependencies {
  const foreign = new Map<string, Foreign>();
  const unusable = new Map<string, Unusable>();
  const fields = Object.fromEntries(
    FIELDS.map((field) => {
      const kept = Object.entries(objectIn(manifest, field)).filter(([name, given]) => {
        const spec = typeof given === "string" ? given.slice(0, MAX_SPEC + 1) : "";
        const kind = typeof given === "string" ? specKind(name, spec) : "unusable";
        const told = { name: name.slice(0, 214), spec: spec.slice(0, 200) };
        if (kind === "unusable") unusable.set(name, told);
        else if (kind !== "registry") foreign.set(name, { ...told, kind });
        return kind === "registry" || kind === "alias";
      });
      return [field, Object.fromEntries(kept)];
    }),
  );
  return { fields, foreign: [...foreign.values()], unusable: [...unusable.values()] };
}

/** As npm reads it: https://docs.npmjs.com/cli/configuring-npm/package-json#dependencies. */
export function specKind(name: string, spec: string): Foreign["kind"] | "unusable" {
  // npm's resolver takes the inherited member for a setting of the dependency, and stops.
  const isInherited = name in Object.prototype;
  if (!isPackageName(name) || isInherited || spec.length > MAX_SPEC) return "unusable";
  return PLAIN_RANGE.test(spec) && PLAIN_NAME.test(name) ? "registry" : parsedKind(name, spec);
}

function parsedKind(name: string, spec: string): Foreign["kind"] | "unusable" {
  try {
    return KINDS[npa.resolve(name, spec).type] ?? "unusable";
  } catch (error) {
    // The parser throws for names and protocols that npm does not take either.
    if (!(error instanceof Error)) throw error;
    return "unusable";
  }
}

const KINDS: Readonly<Record<string, Foreign["kind"]>> = {
  git: "git",
  remote: "remote",
  file: "file",
  directory: "file",
  version: "registry",
  range: "registry",
  tag: "registry",
  // The parser refuses aliases of anything but a package of a registry.
  alias: "alias",
};
