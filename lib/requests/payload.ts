/**
 * What a request of each kind has to say, and the normal form in which a revision keeps it. Refuses
 * with the field that is missing. Pure but for hashing.
 */
import { createHash } from "node:crypto";
import { readDocument, type DocumentFacts } from "#lib/catalog/core/read-document.ts";
import { COMPANY_POLICY, PUBLIC_REGISTRY_RULES } from "#lib/catalog/core/publish-policy.ts";
import { validateDocument, type Validation } from "#lib/catalog/validate-document.ts";
import { AppError, fieldError } from "#lib/kernel/errors.ts";
import {
  canonicalJson,
  isJsonObject,
  ownValue,
  parseJsonExact,
  stringifyJson,
  type Json,
  type JsonObject,
} from "#lib/kernel/json.ts";
import type { RequestKind } from "./core/words.ts";
import { isServerName, type CreateRequest } from "./schemas.ts";

export type Asked = Omit<
  CreateRequest,
  | "kind"
  | "submit"
  | "evidence"
  | "origin_of_request"
  | "justification"
  | "dataTouched"
  | "usedBy"
  | "urgency"
  | "targetDate"
>;

export type Proposal = {
  serverName: string;
  /** What the kind needs, and nothing else. */
  payload: JsonObject;
  document: ProposedDocument | null;
};
export type ProposedDocument = {
  text: string;
  checksum: string;
  facts: DocumentFacts;
  value: JsonObject;
};

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
};

const MISSING: Partial<Record<Field, string>> = {
  ownerTeam: "Choose the team that owns it.",
  dataClassification: "Say what data it touches.",
  deploymentModel: "Say where it will run.",
  message: "Say why: people who use it read this.",
  rule: "Choose the rule to waive.",
  days: "Say for how many days.",
};

const WITH_DOCUMENT: ReadonlySet<RequestKind> = new Set(["list_server", "add_version"]);

/**
 * `partial`: a draft that a machine made may lack what only a person can say.
 * @throws AppError `invalid`, naming the field.
 */
export function readProposal(kind: RequestKind, asked: Asked, partial = false): Proposal {
  const document = WITH_DOCUMENT.has(kind) ? proposedDocument(asked.server) : null;
  const serverName = requireName(asked.serverName, document?.facts.name);
  const payload = payloadOf(kind, asked);
  const [missing] = partial ? [] : missingFields(kind, payload);
  if (missing) throw fieldError(missing[0], missing[1]);
  if (kind === "change_server" && Object.keys(payload).length === 0)
    throw new AppError(
      "invalid",
      "Say what changes: classification, deployment, people, or a renewal.",
      { fields: { dataClassification: ["Nothing changes."] } },
    );
  if (kind === "retire") requireDatesInOrder(asked);
  return { serverName, payload, document };
}

/** Given, or named by the document; both have to mean the same server. */
function requireName(given: string | undefined, named: string | undefined): string {
  const name = named ?? given;
  if (name === undefined || !isServerName(name))
    throw fieldError(
      "serverName",
      "Write the official name of the server, such as io.github.acme/files.",
    );
  if (given !== undefined && given !== name)
    throw fieldError("server", `The document names ${name}, but the request is about ${given}.`);
  return name;
}

function payloadOf(kind: RequestKind, asked: Asked): JsonObject {
  const given = (Object.keys(FIELDS[kind]) as Field[]).filter((field) => !isAbsent(asked[field]));
  return Object.fromEntries(given.map((field) => [field, asked[field] as Json]));
}

/** What a draft still lacks before it can be submitted, in words. */
export function missingFields(kind: RequestKind, payload: JsonObject): [Field, string][] {
  return (Object.entries(FIELDS[kind]) as [Field, boolean][])
    .filter(([field, needed]) => needed && isAbsent(ownValue(payload, field)))
    .map(([field]) => [field, MISSING[field] ?? "This is needed."]);
}

const isAbsent = (value: unknown) =>
  value === undefined ||
  value === null ||
  value === false ||
  (Array.isArray(value) && value.length === 0);

/** The strict check of publishing, but for where the public registry's packages come from. */
export function checkDocument(value: Json): Validation {
  const issues = validateDocument(value, COMPANY_POLICY).issues.filter(
    (issue) => !PUBLIC_REGISTRY_RULES.has(issue.reference),
  );
  return { valid: issues.every(({ severity }) => severity !== "error"), issues };
}

/** @throws AppError `invalid`, with up to ten of the reasons. */
export function proposedDocument(given: Asked["server"]): ProposedDocument {
  if (given === undefined) throw fieldError("server", "Give the server.json of the server.");
  const value = typeof given === "string" ? parsed(given) : (given as Json);
  const reading = readDocument(value);
  if (!reading.ok) throw fieldError("server", `${reading.field} ${reading.reason}.`);
  if (!isJsonObject(value)) throw fieldError("server", "This is not a JSON object.");
  const wrong = checkDocument(value)
    .issues.filter((issue) => issue.severity === "error")
    .slice(0, 10);
  if (wrong.length > 0)
    throw new AppError(
      "invalid",
      `The server.json does not fit: ${wrong[0]?.path ?? ""} ${wrong[0]?.message ?? ""}`.trim(),
      {
        fields: { server: wrong.map((issue) => `${issue.path} ${issue.message}`.trim()) },
      },
    );
  return {
    text: stringifyJson(value),
    checksum: createHash("sha256").update(canonicalJson(value)).digest("hex"),
    facts: reading.facts,
    value,
  };
}

function parsed(text: string): Json {
  try {
    return parseJsonExact(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw fieldError("server", `This is not JSON: ${error.message}`);
  }
}

function requireDatesInOrder({ deprecatesOn, brownoutOn, retiresOn }: Asked): void {
  const dates = [deprecatesOn, brownoutOn, retiresOn].filter((date) => date !== null);
  if (dates.some((date, at) => at > 0 && date < (dates[at - 1] ?? "")))
    throw fieldError("retiresOn", "The dates follow one another: deprecated, brown-out, retired.");
}

/** What an approval is bound to: everything that was asked, and the document by its meaning. */
export function proposalDigest(
  kind: RequestKind,
  { serverName, payload, document }: Proposal,
): string {
  const whole: Json = { kind, serverName, payload, document: document?.checksum ?? null };
  return createHash("sha256").update(canonicalJson(whole)).digest("hex");
}

/** A stored document, read again. */
export function storedDocument(text: string): ProposedDocument {
  const value = parseJsonExact(text);
  const reading = readDocument(value);
  if (!reading.ok || !isJsonObject(value))
    throw new TypeError("A stored proposal is not a server.json.");
  return {
    text,
    checksum: createHash("sha256").update(canonicalJson(value)).digest("hex"),
    facts: reading.facts,
    value,
  };
}
