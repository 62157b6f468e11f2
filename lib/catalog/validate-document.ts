import { Ajv, type ErrorObject } from "ajv";
import addFormats from "ajv-formats";
import { isJsonObject, ownValue, parseJsonExact, type Json } from "#lib/kernel/json.ts";
import { nestsDeeper, MAX_DEPTH, MAX_PACKAGES, MAX_REMOTES } from "./core/document-shape.ts";
import { OFFICIAL_POLICY, type PublishPolicy } from "./core/publish-policy.ts";
import { readableSchemaIssues, type SchemaError } from "./core/schema-issues.ts";
import { semanticIssues, type Issue } from "./core/semantic-rules.ts";
import { storableJson } from "./core/tool-facts.ts";
import schema from "./server.schema.json" with { type: "json" };

export type Validation = { valid: boolean; issues: Issue[] };

const MAX_ISSUES = 100;
/**
 * The time to list all errors grows with the square of their number: 5,000 wrong values take about
 * 0.2 s, 50,000 would hold up everybody for 20 s. Real documents have fewer than 500 values.
 */
const MAX_VALUES = 5_000;

// Ajv only ever sees this one schema, whose references are all local: nothing is fetched.
const ajv = new Ajv({ allErrors: true, strict: false, verbose: true, logger: false });
addFormats(ajv, ["uri"]);
const matchesSchema = ajv.compile(schema);
const pointers = schemaPointers();

/**
 * The strict check of publishing: the official JSON schema (2025-12-11, which later documents extend
 * and earlier ones since 2025-09-29 fit) and the semantic rules. At most 100 issues, then
 * one that counts the rest.
 */
export function validateDocument(
  raw: unknown,
  policy: PublishPolicy = OFFICIAL_POLICY,
): Validation {
  const issues = documentIssues(raw, policy);
  return { valid: issues.every(({ severity }) => severity !== "error"), issues: capped(issues) };
}

/** The same for a text, which may not even be JSON. */
export function validateDocumentText(text: string): Validation {
  try {
    return validateDocument(parseJsonExact(text));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { valid: false, issues: [refusal(`is not JSON: ${error.message}`)] };
  }
}

function documentIssues(raw: unknown, policy: PublishPolicy): Issue[] {
  if (!isJsonObject(raw)) return [refusal("must be a JSON object")];
  if (nestsDeeper(raw, MAX_DEPTH)) return [refusal(`nests deeper than ${MAX_DEPTH} levels`)];
  const tooMany = [
    ...sizeIssues("packages", ownValue(raw, "packages"), MAX_PACKAGES),
    ...sizeIssues("remotes", ownValue(raw, "remotes"), MAX_REMOTES),
  ];
  if (tooMany.length > 0) return tooMany;
  if (countValues(raw) > MAX_VALUES)
    return [
      refusal(`has more than ${MAX_VALUES} values: it is not checked further`, "value-count"),
    ];

  // Plain numbers and texts, since Ajv would take an exact number for an object.
  const doc = storableJson(raw);
  if (!isJsonObject(doc)) return [];
  const schemaErrors = matchesSchema(doc) ? [] : (matchesSchema.errors ?? []);
  return [
    ...readableSchemaIssues(doc, schemaErrors.map(withWholePath)),
    ...semanticIssues(doc, policy),
  ];
}

function sizeIssues(path: string, value: Json | undefined, limit: number): Issue[] {
  if (!Array.isArray(value) || value.length <= limit) return [];
  const message = `has ${value.length} entries; at most ${limit} are accepted`;
  return [{ type: "semantic", path, message, severity: "error", reference: `${path}-count` }];
}

function refusal(message: string, reference = "document"): Issue {
  return { type: "json", path: "", message, severity: "error", reference };
}

/** Ajv counts the schema path from the definition it compiled; people need it from the root. */
function withWholePath(error: ErrorObject): SchemaError {
  const { keyword, instancePath, params, message } = error;
  const parent = error.parentSchema === undefined ? undefined : pointers.get(error.parentSchema);
  const schemaPath = parent === undefined ? error.schemaPath : `${parent}/${keyword}`;
  return {
    keyword,
    instancePath,
    params,
    schemaPath,
    ...(message === undefined ? {} : { message }),
  };
}

function schemaPointers(): ReadonlyMap<object, string> {
  const found = new Map<object, string>();
  const open: [unknown, string][] = [[schema, "#"]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [value, pointer] = next;
    if (typeof value !== "object" || value === null) continue;
    found.set(value, pointer);
    for (const [key, member] of Object.entries(value)) open.push([member, `${pointer}/${key}`]);
  }
  return found;
}

function countValues(root: Json): number {
  let count = 0;
  const open: Json[] = [root];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    const members = Array.isArray(value) ? value : isJsonObject(value) ? Object.values(value) : [];
    count += members.length;
    if (count > MAX_VALUES) return count;
    // No spread: a list of 100,000 members as arguments could exhaust the stack.
    for (const member of members) open.push(member);
  }
  return count;
}

/** Errors first, so that the cap never hides why a document is not valid. */
function capped(issues: Issue[]): Issue[] {
  const order = { error: 0, warning: 1, info: 2 };
  const sorted = [...issues].sort((a, b) => order[a.severity] - order[b.severity]);
  const rest = sorted.length - MAX_ISSUES;
  if (rest <= 0) return sorted;
  const more: Issue = {
    type: "linter",
    path: "",
    message: `and ${rest} more issue${rest === 1 ? "" : "s"}`,
    severity: "info",
    reference: "issue-count",
  };
  return [...sorted.slice(0, MAX_ISSUES), more];
}
