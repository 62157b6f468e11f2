/**
 * JSON-schema errors in words that name a field. The schema offers alternatives (three transports,
 * two kinds of argument) and a checker reports what each of them misses; people want to hear only
 * about the one they chose.
 */
import { isJsonObject, ownValue, type Json, type JsonObject } from "#lib/kernel/json.ts";
import type { Issue } from "./issue.ts";

/** The parts of a checker's error (Ajv's shape) that are needed here. */
export type SchemaError = {
  keyword: string;
  /** JSON pointer into the document. */
  instancePath: string;
  /** JSON pointer into the whole schema, through the definition that the error comes from. */
  schemaPath: string;
  message?: string;
  params: Readonly<Record<string, unknown>>;
};

/** The schema's alternatives, and the `type` by which a document chooses each. */
const CHOSEN_BY: ReadonlyMap<string, string> = new Map([
  ["StdioTransport", "stdio"],
  ["StreamableHttpTransport", "streamable-http"],
  ["SseTransport", "sse"],
  ["PositionalArgument", "positional"],
  ["NamedArgument", "named"],
]);

/** Where one of these is offered, so is the other: their place is an argument or an HTTP transport. */
const OFFERED_TOGETHER: readonly (readonly unknown[])[] = [
  ["positional", "named"],
  ["streamable-http", "sse"],
];

export function readableSchemaIssues(doc: JsonObject, errors: readonly SchemaError[]): Issue[] {
  const issues = new Map<string, Issue>();
  const telling = aboutChosenAlternatives(doc, errors);
  // A document that breaks the schema must never pass in silence.
  for (const error of telling.length > 0 ? telling : errors) {
    const issue = issueOf(error);
    const key = `${issue.path}\n${issue.message}`;
    if (!issues.has(key)) issues.set(key, issue);
  }
  return [...issues.values()];
}

/** `/packages/0/identifier` becomes `packages[0].identifier`. */
function dottedPath(pointer: string): string {
  return pointerParts(pointer).reduce((path, part) => {
    if (/^\d+$/.test(part)) return `${path}[${part}]`;
    if (!/^[\w$-]+$/.test(part)) return `${path}[${JSON.stringify(part)}]`;
    return path === "" ? part : `${path}.${part}`;
  }, "");
}

type Choice = { place: string; error: SchemaError; offered: string };

function aboutChosenAlternatives(
  doc: JsonObject,
  errors: readonly SchemaError[],
): readonly SchemaError[] {
  const plain: SchemaError[] = [];
  const choices = new Map<string, Choice[]>();
  for (const error of errors) {
    const offered = CHOSEN_BY.get(definitionOf(error));
    const place = placeOfChoice(error);
    if (offered !== undefined)
      choices.set(place, [...(choices.get(place) ?? []), { place, error, offered }]);
    else if (error.keyword !== "anyOf") plain.push(error);
  }
  return [...plain, ...[...choices.values()].flatMap((offers) => chosenErrors(doc, offers))];
}

/** The errors of the chosen alternative; where none is chosen, one error that lists the choices. */
function chosenErrors(doc: JsonObject, offers: readonly Choice[]): SchemaError[] {
  const first = offers[0];
  if (first === undefined) return [];

  const value = valueAt(doc, first.place);
  if (!isJsonObject(value)) return [first.error];
  const type = ownValue(value, "type");
  const chosen = offers.filter(({ offered }) => offered === type);
  if (chosen.length > 0) return chosen.map(({ error }) => error).filter(isNotAHalf);

  // The chosen alternative fits by itself; what is wrong lies deeper, and is told there.
  const siblings = OFFERED_TOGETHER.filter((set) => offers.some((o) => set.includes(o.offered)));
  if (siblings.some((set) => set.includes(type))) return [];

  const allowedValues = [...new Set(offers.map(({ offered }) => offered))];
  const { place, error } = first;
  return type === undefined
    ? [{ ...error, keyword: "required", instancePath: place, params: { missingProperty: "type" } }]
    : [{ ...error, keyword: "enum", instancePath: `${place}/type`, params: { allowedValues } }];
}

/** "valueHint or value" arrives as three errors; the one that names both stays. */
function isNotAHalf({ keyword, schemaPath }: SchemaError): boolean {
  return keyword !== "required" || !schemaPath.includes("/anyOf/");
}

function definitionOf({ schemaPath }: SchemaError): string {
  return /^#\/definitions\/([^/]+)/.exec(schemaPath)?.[1] ?? "";
}

function placeOfChoice({ instancePath, schemaPath }: SchemaError): string {
  return schemaPath.includes("/properties/")
    ? instancePath.slice(0, instancePath.lastIndexOf("/"))
    : instancePath;
}

function valueAt(doc: JsonObject, pointer: string): Json | undefined {
  let value: Json | undefined = doc;
  for (const part of pointerParts(pointer)) {
    if (Array.isArray(value)) value = value[Number(part)];
    else value = isJsonObject(value) ? ownValue(value, part) : undefined;
  }
  return value;
}

function pointerParts(pointer: string): string[] {
  const parts = pointer.split("/").slice(1);
  return parts.map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function issueOf(error: SchemaError): Issue {
  const missing = error.params["missingProperty"];
  const pointer =
    error.keyword === "required" && typeof missing === "string"
      ? `${error.instancePath}/${missing}`
      : error.instancePath;
  return {
    type: "schema",
    path: dottedPath(pointer),
    message: wordsOf(error),
    severity: "error",
    reference: error.schemaPath,
  };
}

const KINDS: ReadonlyMap<unknown, string> = new Map([
  ["string", "text"],
  ["object", "an object"],
  ["array", "a list"],
  ["boolean", "true or false"],
]);

type Wording = (params: SchemaError["params"]) => string;

const WORDS: ReadonlyMap<string, Wording> = new Map<string, Wording>([
  ["required", () => "is missing"],
  ["anyOf", () => "needs a valueHint or a value"],
  ["type", ({ type }) => `must be ${KINDS.get(type) ?? String(type)}`],
  ["enum", ({ allowedValues }) => `must be ${oneOf(allowedValues)}`],
  ["minLength", ({ limit }) => `must have at least ${characters(limit)}`],
  ["maxLength", ({ limit }) => `must have at most ${characters(limit)}`],
  ["pattern", ({ pattern }) => `must match ${String(pattern)}`],
  ["format", () => "must be an absolute URI"],
  ["not", () => "has a value that is not allowed here"],
]);

function wordsOf({ keyword, params, message }: SchemaError): string {
  return WORDS.get(keyword)?.(params) ?? message ?? `breaks the rule "${keyword}"`;
}

function oneOf(values: unknown): string {
  return Array.isArray(values) ? values.map(String).join(" or ") : "one of the allowed values";
}

function characters(limit: unknown): string {
  return limit === 1 ? "1 character" : `${String(limit)} characters`;
}
