/**
 * The shape that screens, exports and clients rely on, so that no later reader meets a text where
 * it maps over a list. The official registry decodes documents into typed fields, so everything
 * it serves has this shape; unknown fields are nobody's business and null counts as absent.
 */
import { isJsonObject, ownValue, type Json, type JsonObject } from "#lib/kernel/json.ts";

export type Problem = { field: string; reason: string };
type Shape =
  | "text"
  | "flag"
  | { list: Shape; max: number }
  | { map: Shape }
  | { fields: Readonly<Record<string, Shape>>; required?: readonly string[] };

export const MAX_PACKAGES = 2_000;
export const MAX_REMOTES = 500;
export const MAX_DEPTH = 64;
const MAX_ENTRIES = 2_000;

const listOf = (list: Shape, max = MAX_ENTRIES): Shape => ({ list, max });

const INPUT_FIELDS: Readonly<Record<string, Shape>> = {
  name: "text",
  description: "text",
  format: "text",
  value: "text",
  default: "text",
  placeholder: "text",
  choices: listOf("text"),
  isRequired: "flag",
  isSecret: "flag",
};
const INPUTS: Shape = { map: { fields: INPUT_FIELDS } };
const KEY_VALUES = listOf({ fields: { ...INPUT_FIELDS, variables: INPUTS }, required: ["name"] });
const ARGUMENTS = listOf({
  fields: {
    ...INPUT_FIELDS,
    type: "text",
    valueHint: "text",
    isRepeated: "flag",
    variables: INPUTS,
  },
});
const TRANSPORT: Shape = { fields: { type: "text", url: "text", headers: KEY_VALUES } };

const PACKAGE: Shape = {
  fields: {
    registryType: "text",
    identifier: "text",
    version: "text",
    registryBaseUrl: "text",
    fileSha256: "text",
    runtimeHint: "text",
    transport: TRANSPORT,
    runtimeArguments: ARGUMENTS,
    packageArguments: ARGUMENTS,
    environmentVariables: KEY_VALUES,
  },
  required: ["registryType", "identifier"],
};
const REMOTE: Shape = {
  fields: { type: "text", url: "text", headers: KEY_VALUES, variables: INPUTS },
  required: ["url"],
};
const ICON: Shape = {
  fields: { src: "text", mimeType: "text", theme: "text", sizes: listOf("text") },
  required: ["src"],
};

const DOCUMENT: Shape = {
  fields: {
    $schema: "text",
    title: "text",
    websiteUrl: "text",
    repository: { fields: { url: "text", source: "text", id: "text", subfolder: "text" } },
    icons: listOf(ICON),
    packages: listOf(PACKAGE, MAX_PACKAGES),
    remotes: listOf(REMOTE, MAX_REMOTES),
    _meta: { fields: {} },
  },
};

/** The first place where a document has not the shape that we can show safely. */
export function shapeProblem(document: JsonObject): Problem | null {
  return nestsDeeper(document, MAX_DEPTH)
    ? { field: "document", reason: `nests deeper than ${MAX_DEPTH} levels` }
    : misshapen(document, DOCUMENT, "");
}

function misshapen(value: Json, shape: Shape, path: string): Problem | null {
  if (shape === "text" || shape === "flag") return misshapenScalar(value, shape, path);
  if ("list" in shape) return misshapenList(value, shape, path);
  if (!isJsonObject(value)) return refuse(path, "is not an object");
  if ("map" in shape) return misshapenMap(value, shape.map, path);

  const missing = shape.required?.find((name) => (ownValue(value, name) ?? "") === "");
  if (missing !== undefined) return refuse(`${path}.${missing}`, "is missing");
  return misshapenFields(value, shape.fields, path);
}

function misshapenScalar(value: Json, shape: "text" | "flag", path: string): Problem | null {
  if (shape === "text") return typeof value === "string" ? null : refuse(path, "is not text");
  return typeof value === "boolean" ? null : refuse(path, "is not true or false");
}

function misshapenList(
  value: Json,
  shape: { list: Shape; max: number },
  path: string,
): Problem | null {
  if (!Array.isArray(value)) return refuse(path, "is not a list");
  if (value.length > shape.max)
    return refuse(path, `has ${value.length} entries; at most ${shape.max} are accepted`);

  for (const [position, entry] of value.entries()) {
    const problem = misshapen(entry, shape.list, `${path}[${position}]`);
    if (problem !== null) return problem;
  }
  return null;
}

function misshapenMap(value: JsonObject, shape: Shape, path: string): Problem | null {
  const names = Object.keys(value);
  if (names.length > MAX_ENTRIES)
    return refuse(path, `has ${names.length} entries; at most ${MAX_ENTRIES} are accepted`);
  return misshapenFields(value, Object.fromEntries(names.map((name) => [name, shape])), path);
}

function misshapenFields(
  value: JsonObject,
  fields: Readonly<Record<string, Shape>>,
  path: string,
): Problem | null {
  for (const [name, shape] of Object.entries(fields)) {
    const member = ownValue(value, name) ?? null;
    if (member === null) continue;
    const problem = misshapen(member, shape, path === "" ? name : `${path}.${name}`);
    if (problem !== null) return problem;
  }
  return null;
}

function refuse(field: string, reason: string): Problem {
  return { field, reason };
}

/** Walks with a list of its own instead of calls, so that no depth can exhaust the stack. */
export function nestsDeeper(root: Json, limit: number): boolean {
  let level: Json[] = [root];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limit) return true;
    level = level.flatMap((value) => {
      if (Array.isArray(value)) return value.filter(isContainer);
      return isJsonObject(value) ? Object.values(value).filter(isContainer) : [];
    });
  }
  return false;
}

function isContainer(value: Json): boolean {
  return Array.isArray(value) || isJsonObject(value);
}
