/** Which fields a request of each kind keeps, and which of them it cannot do without. */
import { isJsonObject, ownValue, type Json, type JsonObject } from "#lib/kernel/json.ts";
import type { RequestKind } from "./core/words.ts";
import type { CreateRequest } from "./schemas.ts";

export type Asked = Omit<
  CreateRequest,
  | "kind"
  | "submit"
  | "evidence"
  | "origin_of_request"
  | "dataTouched"
  | "usedBy"
  | "urgency"
  | "targetDate"
>;

type Field = keyof Asked;
/** Fields kept of each kind; those with `true` must be given. */
const FIELDS: Readonly<Record<RequestKind, Partial<Record<Field, boolean>>>> = {
  list_server: {
    ownerTeam: true,
    responsible: false,
    deputy: false,
    origin: false,
    dataClassification: true,
    deploymentModel: true,
    deployment: false,
    categories: false,
    tags: false,
    tools: false,
    changelog: false,
  },
  add_version: { changelog: false, tools: false },
  change_server: {
    dataClassification: false,
    deploymentModel: false,
    deployment: false,
    endpoint: false,
    renew: false,
    responsible: false,
    deputy: false,
  },
  transfer_ownership: { ownerTeam: true, responsible: false, deputy: false },
  deprecate: { message: true, successor: false },
  retire: {
    message: true,
    successor: false,
    toolMap: false,
    deprecatesOn: false,
    brownoutOn: false,
    retiresOn: false,
  },
  lift_quarantine: { message: true },
  exception: { rule: true, days: true, message: false },
  trust_waiver: { version: true, option: true, control: true, days: true },
};

const MISSING: Partial<Record<Field, string>> = {
  ownerTeam: "Choose the team that owns it.",
  dataClassification: "Say what data it touches.",
  deploymentModel: "Say where it will run.",
  message: "Say why: people who use it read this.",
  rule: "Choose the rule to waive.",
  days: "Say for how many days.",
  version: "Say which version.",
  option: "Say which way to install it, such as packages[0].",
  control: "Say which control, such as SC-02.",
};

/** Parts of a value that are needed where it is given at all. */
const PARTS: Partial<Record<Field, Readonly<Record<string, string>>>> = {
  deployment: {
    environment: "Name the environment, such as production.",
    provider: "Say on what it runs, such as the name of a cluster or provider.",
    operatedBy: "Say who operates it.",
  },
  endpoint: { from: "Choose the endpoint that changes.", to: "Write the new address." },
};

/** What the kind knows of what was given. */
export function payloadOf(kind: RequestKind, asked: Asked): JsonObject {
  const given = (Object.keys(FIELDS[kind]) as Field[]).filter((field) => !isAbsent(asked[field]));
  return Object.fromEntries(given.map((field) => [field, asked[field] as Json]));
}

/** What a draft still lacks before it can be submitted: field and words, every one of them. */
export function missingFields(kind: RequestKind, payload: JsonObject): [string, string][] {
  const whole = (Object.entries(FIELDS[kind]) as [Field, boolean][])
    .filter(([field, needed]) => needed && isAbsent(ownValue(payload, field)))
    .map(([field]): [string, string] => [field, MISSING[field] ?? "This is needed."]);
  const parts = Object.entries(PARTS).flatMap(([field, words]) => {
    const value = ownValue(payload, field);
    if (!isJsonObject(value)) return [];
    return Object.entries(words)
      .filter(([part]) => isAbsent(ownValue(value, part)))
      .map(([part, missing]): [string, string] => [`${field}.${part}`, missing]);
  });
  return [...whole, ...parts];
}

const isAbsent = (value: unknown) =>
  value === undefined ||
  value === null ||
  value === false ||
  value === "" ||
  (Array.isArray(value) && value.length === 0);
