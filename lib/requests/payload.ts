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
import { missingFields, payloadOf, type Asked } from "./payload-fields.ts";
import { isServerName, MAX_DOCUMENT } from "./schemas.ts";

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

const WITH_DOCUMENT: ReadonlySet<RequestKind> = new Set(["list_server", "add_version"]);

type Given = { document: ProposedDocument | null; problem: AppError | null };
const NONE: Given = { document: null, problem: null };

/**
 * A draft may lack anything; a server.json that does not fit yet is kept as it was written.
 * @throws AppError `invalid`, naming every field that is missing or does not fit.
 */
export function readProposal(kind: RequestKind, asked: Asked, draft = false): Proposal {
  const given = WITH_DOCUMENT.has(kind) ? readGiven(asked.server) : NONE;
  const { document } = given;
  const payload = payloadOf(kind, asked);
  if (draft) return draftOf({ kind, asked, document, payload });
  requireWhole({ kind, asked, given, payload });
  if (kind === "retire") requireDatesInOrder(asked);
  return { serverName: requireName(asked.serverName, document?.facts.name), payload, document };
}

type Whole = { kind: RequestKind; asked: Asked; given: Given; payload: JsonObject };

/** @throws AppError naming everything that is missing, with the sentence of the first. */
function requireWhole(whole: Whole): void {
  const { kind, asked, given, payload } = whole;
  const missing = missingFields(kind, payload).map(([field, words]) => [field, [words]] as const);
  const problems: Record<string, string[]> = {
    ...given.problem?.fields,
    ...Object.fromEntries(missing),
    ...(asked.justification === "" ? { justification: ["Say what it is needed for."] } : {}),
    ...(isNamed(whole) ? {} : { serverName: [NAME_MISSING] }),
    ...(kind === "change_server" && Object.keys(payload).length === 0
      ? { dataClassification: [NOTHING_CHANGES] }
      : {}),
  };
  const [first] = Object.values(problems).flat();
  if (first === undefined) return;
  throw new AppError("invalid", given.problem?.message ?? first, { fields: problems });
}

/** A document that does not fit names nothing yet: that is said of the document. */
function isNamed({ asked, given: { document, problem } }: Whole): boolean {
  return problem !== null || isServerName(document?.facts.name ?? asked.serverName ?? "");
}

const NAME_MISSING = "Write the official name of the server, such as io.github.acme/files.";
const NOTHING_CHANGES =
  "Say what changes: classification, deployment, endpoint, people, or a renewal.";

function readGiven(given: Asked["server"]): Given {
  try {
    return { document: proposedDocument(given), problem: null };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { document: null, problem: error };
  }
}

type Drafted = {
  kind: RequestKind;
  asked: Asked;
  document: ProposedDocument | null;
  payload: JsonObject;
};

function draftOf({ kind, asked, document, payload }: Drafted): Proposal {
  if (document !== null)
    return { serverName: requireName(asked.serverName, document.facts.name), payload, document };
  const { serverName = "", server } = asked;
  if (serverName !== "" && !isServerName(serverName)) throw fieldError("serverName", NAME_MISSING);
  if (server === undefined || !WITH_DOCUMENT.has(kind)) return { serverName, payload, document };
  const text = draftText(server);
  const named = namedIn(text);
  return { serverName: serverName || named, payload: { ...payload, server: text }, document };
}

/** As it was written; what the database could not keep is refused. */
function draftText(given: NonNullable<Asked["server"]>): string {
  const text = typeof given === "string" ? given : stringifyJson(given);
  if (text.length > MAX_DOCUMENT) throw fieldError("server", "This is larger than 1 MB.");
  if (text.includes("\u0000") || /\p{Surrogate}/u.test(text))
    throw fieldError("server", "Leave out control characters.");
  return text;
}

/** The name that an unfinished document gives, if it can be read that far. */
function namedIn(text: string): string {
  try {
    const value = parseJsonExact(text);
    const name = isJsonObject(value) ? ownValue(value, "name") : undefined;
    return typeof name === "string" && isServerName(name) ? name : "";
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return "";
  }
}

/** Given, or named by the document; both have to mean the same server. */
function requireName(given: string | undefined, named: string | undefined): string {
  const name = named ?? given ?? "";
  if (given !== undefined && given !== name)
    throw fieldError("server", `The document names ${name}, but the request is about ${given}.`);
  return name;
}

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
