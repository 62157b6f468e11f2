/**
 * Reads what a reference points to: the main source first, then what else is known of the same
 * package. Nothing here fails for what a source does: every source leaves a report in words.
 */
import { textIn } from "#lib/catalog/core/json-fields.ts";
import { readDocument } from "#lib/catalog/core/read-document.ts";
import type { ToolFacts } from "#lib/catalog/core/tool-facts.ts";
import { isJsonObject, parseJsonExact, type JsonObject } from "#lib/kernel/json.ts";
import type { Reach } from "./ask.ts";
import {
  blankDocument,
  draftOfPackage,
  draftOfRemote,
  matchingPackage,
  proposedName,
} from "./core/draft-document.ts";
import {
  referencesOfDocument,
  transportsOfDocument,
  variablesOfDocument,
} from "./core/document-facts.ts";
import { NO_FACTS, type Facts, type SourceReport } from "./core/evidence.ts";
import type { PackageReference, Reference, RemoteReference } from "./core/reference.ts";
import { readBundle } from "./read-bundle.ts";
import { readOci } from "./read-image.ts";
import { readNpm, type SourceReading } from "./read-npm.ts";
import { findOfficial, readOfficial } from "./read-official.ts";
import { readPypi } from "./read-pypi.ts";
import { readRemote } from "./read-remote.ts";

export type Inspection = {
  /** Something was read: the form is filled from it. */
  found: boolean;
  document: JsonObject;
  facts: Facts;
  tools: ToolFacts[];
  reports: SourceReport[];
};

export async function inspect(reach: Reach, reference: Reference): Promise<Inspection> {
  switch (reference.kind) {
    case "npm":
    case "pypi":
    case "oci":
    case "mcpb":
      return inspectPackage(reach, reference);
    case "remote":
      return inspectRemote(reach, reference);
    case "official":
      return inspectOfficial(reach, reference);
    case "document":
      return inspectText(reach, reference.text);
  }
}

function readSource(reach: Reach, reference: PackageReference): Promise<SourceReading> {
  switch (reference.kind) {
    case "npm":
      return readNpm(reach, reference);
    case "pypi":
      return readPypi(reach, reference);
    case "oci":
      return readOci(reach, reference);
    case "mcpb":
      return readBundle(reach, reference);
  }
}

async function inspectPackage(reach: Reach, reference: PackageReference): Promise<Inspection> {
  const { facts, reports } = await readSource(reach, reference);
  if (facts === null)
    return {
      found: false,
      document: draftOfPackage(reference, NO_FACTS, null),
      facts: NO_FACTS,
      tools: [],
      reports,
    };
  const pinned = pinnedReference(reference, facts);
  const official = await findOfficial(reach, pinned, proposedName(pinned, facts));
  const document = draftOfPackage(pinned, facts, official.document);
  return {
    found: true,
    document,
    facts: {
      ...facts,
      environmentVariables: declared(document, facts),
      transports: transportsOfDocument(document),
      assumptions: assumptionsOf(document, official.document, pinned),
    },
    tools: facts.tools.length > 0 ? facts.tools : toolsOf(official.document),
    reports: [...reports, official.report],
  };
}

/** An image without a version of its own is asked for by its digest: "latest" is a moving target. */
function pinnedReference(reference: PackageReference, facts: Facts): PackageReference {
  if (reference.kind !== "oci" || reference.digest !== null) return reference;
  if (reference.tag !== null && reference.tag !== "latest") return reference;
  return { ...reference, tag: null, digest: facts.digest };
}

function declared(document: JsonObject, facts: Facts) {
  const own = variablesOfDocument(document);
  return own.length > 0 ? own : facts.environmentVariables;
}

function assumptionsOf(
  document: JsonObject,
  official: JsonObject | null,
  reference: PackageReference,
): string[] {
  const known = official !== null && matchingPackage(official, reference) !== null;
  return [
    ...(known ? [] : ["Nobody declares how it is spoken to: stdio is assumed."]),
    ...(known || variablesOfDocument(document).length > 0
      ? []
      : ["It declares no settings. Add the environment variables that its README names."]),
    ...(document["name"] === "" ? ["No official name follows from it: give it one."] : []),
    ...(document["description"] === "" ? ["It does not describe itself: say what it does."] : []),
    ...(document["version"] === "" ? ["It does not say its version: fill it in."] : []),
  ];
}

async function inspectRemote(reach: Reach, reference: RemoteReference): Promise<Inspection> {
  const { facts, reports } = await readRemote(reach, reference);
  const shown = facts ?? NO_FACTS;
  const document = draftOfRemote(reference.url, shown);
  const transports = transportsOfDocument(document);
  return {
    found: facts !== null,
    document,
    facts: {
      ...shown,
      transports,
      assumptions: [
        `Its address does not say the transport: ${transports.join("")} is assumed.`,
        "A remote has no version that can be read: 1.0.0 is assumed.",
      ],
    },
    tools: [],
    reports,
  };
}

async function inspectOfficial(
  reach: Reach,
  reference: Extract<Reference, { kind: "official" }>,
): Promise<Inspection> {
  const { document, report } = await readOfficial(reach, reference);
  if (document === null)
    return {
      found: false,
      document: blankDocument(reference.name),
      facts: NO_FACTS,
      tools: [],
      reports: [report],
    };
  return inspectDocument(reach, document, [report]);
}

async function inspectText(reach: Reach, text: string): Promise<Inspection> {
  const source = "The pasted server.json";
  const read = documentIn(text);
  if ("document" in read) {
    const detail = `Read ${textIn(read.document, "name")} ${textIn(read.document, "version")}.`;
    return inspectDocument(reach, read.document, [{ source, status: "read", detail }]);
  }
  return {
    found: false,
    document: blankDocument(),
    facts: NO_FACTS,
    tools: [],
    reports: [{ source, status: "not_checkable", detail: read.problem }],
  };
}

function documentIn(text: string): { document: JsonObject } | { problem: string } {
  try {
    const value = parseJsonExact(text);
    const reading = readDocument(value);
    if (!reading.ok) return { problem: `${reading.field} ${reading.reason}.` };
    return isJsonObject(value) ? { document: value } : { problem: "It is not a JSON object." };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { problem: `It is not JSON: ${error.message.slice(0, 200)}` };
  }
}

/** A document stays as it came; its packages and remotes are asked what else is to be known. */
async function inspectDocument(
  reach: Reach,
  document: JsonObject,
  before: SourceReport[],
): Promise<Inspection> {
  const readings = await Promise.all(
    referencesOfDocument(document).map((reference) =>
      reference.kind === "remote" ? readRemote(reach, reference) : readSource(reach, reference),
    ),
  );
  const known = readings.flatMap(({ facts }) => (facts ? [facts] : []));
  const [first = NO_FACTS] = known;
  return {
    found: true,
    document,
    facts: {
      ...first,
      environmentVariables: declared(document, first),
      transports: transportsOfDocument(document),
      authorizationServers: known.flatMap((one) => one.authorizationServers).slice(0, 10),
      scopes: known.flatMap((one) => one.scopes).slice(0, 50),
      cautions: [...new Set(known.flatMap((one) => one.cautions))].slice(0, 20),
    },
    tools: toolsOf(document),
    reports: [...before, ...readings.flatMap(({ reports }) => reports)].slice(0, 20),
  };
}

function toolsOf(document: JsonObject | null): ToolFacts[] {
  const reading = document === null ? null : readDocument(document);
  return reading?.ok ? reading.facts.tools : [];
}
