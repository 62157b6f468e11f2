/** What a revision asks for beside its server.json, as terms and values that people read. */
import {
  CLASSIFICATION_LABELS,
  DEPLOYMENT_MODEL_LABELS,
  ORIGIN_LABELS,
} from "#lib/catalog/core/words.ts";
import {
  isJsonObject,
  ownValue,
  stringifyJson,
  type Json,
  type JsonObject,
} from "#lib/kernel/json.ts";
import { waiverWords } from "./waiver-words.ts";
import type { RequestKind } from "./words.ts";

export type AskedFact = { field: string; term: string; values: string[] };
/** Names by slug, as far as the page knows them. */
type TeamNames = ReadonlyMap<string, string>;
const NO_TEAMS: TeamNames = new Map();

/** Facts of a payload in the order people read them. A field this list does not know comes last, as it is. */
export function payloadWords(payload: JsonObject, teams: TeamNames = NO_TEAMS): AskedFact[] {
  const known = Object.keys(TERMS).filter((field) => field in payload);
  const unknown = Object.keys(payload).filter((field) => !Object.hasOwn(TERMS, field));
  return [...known, ...unknown].flatMap((field) => {
    const value = ownValue(payload, field);
    if (value === undefined || value === null) return [];
    return [
      { field, term: TERMS[field] ?? field, values: (READERS[field] ?? plain)(value, teams) },
    ];
  });
}

export type AskedChange = { term: string; before: string[]; after: string[] };

/** What differs between the payloads of two revisions; tools are compared one by one elsewhere. */
export function payloadChanges(
  before: JsonObject,
  after: JsonObject,
  teams: TeamNames = NO_TEAMS,
): AskedChange[] {
  const [old, young] = [payloadWords(before, teams), payloadWords(after, teams)];
  const fields = new Set([...old, ...young].map(({ field }) => field));
  return [...fields].flatMap((field) => {
    const isSame = stringOf(ownValue(before, field)) === stringOf(ownValue(after, field));
    if (isSame || field === "tools") return [];
    const was = old.find((fact) => fact.field === field);
    const is = young.find((fact) => fact.field === field);
    return [
      { term: (is ?? was)?.term ?? field, before: was?.values ?? [], after: is?.values ?? [] },
    ];
  });
}

/** The one sentence that says what approving does. */
export const EFFECT_WORDS: Readonly<Record<RequestKind, string>> = {
  list_server: "lists the server",
  add_version: "offers the new version",
  change_server: "changes the server",
  transfer_ownership: "hands the server over",
  deprecate: "deprecates the server",
  retire: "announces the retirement",
  lift_quarantine: "ends the quarantine",
  exception: "waives the rule",
  trust_waiver: "waives the control for this version and these findings",
};

const TERMS: Readonly<Record<string, string>> = {
  endpoint: "Endpoint",
  deployment: "Deployment",
  renew: "Renewal",
  rule: "Rule to waive",
  version: "Version",
  control: "Control to waive",
  days: "For",
  findings: "Findings that would be accepted, and no others",
  option: "Way to install",
  digest: "Of these bytes",
  message: "What its users are told",
  successor: "Successor",
  toolMap: "Tools and their successors",
  deprecatesOn: "Deprecated on",
  brownoutOn: "Brown-out on",
  retiresOn: "Retired on",
  ownerTeam: "Owner team",
  responsible: "Responsible",
  deputy: "Deputy",
  dataClassification: "Data it touches",
  deploymentModel: "Where it runs",
  origin: "Made by",
  categories: "Categories",
  tags: "Tags",
  tools: "Tools given",
  changelog: "What changed, says the author",
  server: "server.json so far",
};

type Reader = (value: Json, teams: TeamNames) => string[];

const RULES: Readonly<Record<string, string>> = {
  deployment_rules: "Where data of a classification may run",
  approval_conditions: "The conditions of its approval",
  ownership_attestation: "The quarterly confirmation by its owner",
};

const plain = (value: Json): string[] =>
  Array.isArray(value) ? value.map(stringOf) : [stringOf(value)];

const label =
  (words: Readonly<Record<string, { label: string; explanation: string }>>): Reader =>
  (value) => {
    const word =
      typeof value === "string" && Object.hasOwn(words, value) ? words[value] : undefined;
    return word ? [`${word.label}: ${word.explanation}`] : plain(value);
  };

const READERS: Readonly<Record<string, Reader>> = {
  ownerTeam: (value, teams) => [teams.get(stringOf(value)) ?? stringOf(value)],
  renew: () => ["The approval starts anew; nothing else changes."],
  rule: (value) => [RULES[stringOf(value)] ?? stringOf(value)],
  ...waiverWords,
  days: (value) => [value === 1 ? "1 day" : `${stringOf(value)} days`],
  toolMap: (value) => (Array.isArray(value) ? value.map(mapping) : plain(value)),
  dataClassification: label(CLASSIFICATION_LABELS),
  deploymentModel: label(DEPLOYMENT_MODEL_LABELS),
  origin: label(ORIGIN_LABELS),
  deployment: (value) => (isJsonObject(value) ? deployment(value) : plain(value)),
  endpoint: (value) =>
    isJsonObject(value) ? [`${textOf(value, "from")} → ${textOf(value, "to")}`] : plain(value),
  server: (value) => [`Not a valid document yet (${stringOf(value).length} characters).`],
  categories: (value) => [plain(value).join(", ")],
  tags: (value) => [plain(value).join(", ")],
  tools: (value) => [
    Array.isArray(value) ? `${value.length}, listed in the change` : stringOf(value),
  ],
};

function mapping(entry: Json): string {
  if (!isJsonObject(entry)) return stringOf(entry);
  const [from, to, note] = ["from", "to", "note"].map((key) => textOf(entry, key));
  return `${from} → ${to || "nothing"}${note ? ` (${note})` : ""}`;
}

function deployment(value: JsonObject): string[] {
  const text = (key: string) => textOf(value, key);
  const where = [text("provider"), text("region"), text("residency")].filter(Boolean).join(", ");
  return [
    `${text("environment")} on ${where}`,
    ...(text("address") ? [`at ${text("address")}`] : []),
    `operated by ${text("operatedBy")}`,
  ];
}

function textOf(value: JsonObject, key: string): string {
  const found = ownValue(value, key);
  return found === undefined || found === null ? "" : stringOf(found);
}

function stringOf(value: Json | undefined): string {
  if (value === undefined) return "";
  return typeof value === "string" ? value : stringifyJson(value);
}
