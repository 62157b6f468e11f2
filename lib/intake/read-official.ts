import { objectIn, objectsIn, textIn } from "#lib/catalog/core/json-fields.ts";
import { readDocument } from "#lib/catalog/core/read-document.ts";
import { isJsonObject, type Json, type JsonObject } from "#lib/kernel/json.ts";
import { askJson, missed, type Reach } from "./ask.ts";
import { matchingPackage } from "./core/draft-document.ts";
import type { SourceReport } from "./core/evidence.ts";
import type { PackageReference } from "./core/reference.ts";

export type OfficialReading = { document: JsonObject | null; report: SourceReport };

const SOURCE = "Official registry";
const OFFICIAL_META = "io.modelcontextprotocol.registry/official";

/** The entry of an official name, kept as it came. */
export async function readOfficial(
  reach: Reach,
  { name, version }: { name: string; version: string | null },
): Promise<OfficialReading> {
  const base = reach.sources.official;
  const wanted = encodeURIComponent(version ?? "latest");
  const url = `${base}/v0.1/servers/${encodeURIComponent(name)}/versions/${wanted}`;
  const asked = await askJson(reach, url, { base });
  if (asked.status !== "read") return { document: null, report: missed(SOURCE, asked) };
  const document = documentIn(asked.value);
  if (document === null || textIn(document, "name") !== name)
    return {
      document: null,
      report: { source: SOURCE, status: "not_checkable", detail: "Its answer is no server.json." },
    };
  const status = textIn(
    objectIn(objectIn(asked.value as JsonObject, "_meta"), OFFICIAL_META),
    "status",
  );
  const standing = status === "" || status === "active" ? "" : `, which is ${status} there`;
  return {
    document,
    report: {
      source: SOURCE,
      status: "read",
      detail: `Read ${name} ${textIn(document, "version")}${standing}.`,
    },
  };
}

/**
 * The official entry that names the same package: under the name that the package claims or that
 * follows from its repository, else found by searching for the package's own name.
 */
export async function findOfficial(
  reach: Reach,
  reference: PackageReference,
  name: string | null,
): Promise<OfficialReading> {
  if (name !== null) {
    const read = await readOfficial(reach, { name, version: null });
    if (read.document !== null && matchingPackage(read.document, reference)) return read;
    if (read.document === null && read.report.status !== "not_found") return read;
  }
  return searchOfficial(reach, reference);
}

async function searchOfficial(reach: Reach, reference: PackageReference): Promise<OfficialReading> {
  const base = reach.sources.official;
  const word = searchWord(reference);
  if (word === "") return NO_ENTRY;
  const url = `${base}/v0.1/servers?limit=50&version=latest&search=${encodeURIComponent(word)}`;
  const asked = await askJson(reach, url, { base });
  if (asked.status !== "read") return { document: null, report: missed(SOURCE, asked) };
  const entries = isJsonObject(asked.value) ? objectsIn(asked.value, "servers") : [];
  const document = entries
    .map((entry) => documentIn(entry))
    .find((one) => one !== null && matchingPackage(one, reference) !== null);
  if (!document) return NO_ENTRY;
  const detail = `Found ${textIn(document, "name")}, which names this package.`;
  return { document, report: { source: SOURCE, status: "read", detail } };
}

const NO_ENTRY: OfficialReading = {
  document: null,
  report: {
    source: SOURCE,
    status: "not_found",
    detail: "No entry there names this package, so its settings and transport are not declared.",
  },
};

function searchWord(reference: PackageReference): string {
  switch (reference.kind) {
    case "npm":
    case "pypi":
      return reference.name.split("/").at(-1) ?? "";
    case "oci":
      return reference.repository.split("/").at(-1) ?? "";
    case "mcpb":
      return "";
  }
}

/** The document of an answer, if it is one that we could store. */
function documentIn(value: Json): JsonObject | null {
  const document = isJsonObject(value) ? objectIn(value, "server") : {};
  return readDocument(document).ok ? document : null;
}
