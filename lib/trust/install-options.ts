/** The ways to install a version: `packages[i]` and `remotes[i]` of its server.json. */
import { storableText } from "#lib/catalog/core/document-text.ts";
import { objectsIn, textIn } from "#lib/catalog/core/json-fields.ts";
import { promisedDigest } from "#lib/catalog/core/read-document.ts";
import { AppError } from "#lib/kernel/errors.ts";
import type { JsonObject } from "#lib/kernel/json.ts";
import type { ScanReference } from "./scanned.ts";

export type InstallOption = {
  /** Where it stands in the document: `packages[0]`. */
  option: string;
  /** `npm`, `nuget`, `remote`, … */
  type: string;
  name: string;
  version: string | null;
  /** The digest that the document itself gives: `sha256:…`. */
  promised: string | null;
  /** Null: Gatehouse cannot scan what is of this type. */
  reference: ScanReference | null;
};

const PACKAGE_KINDS = ["npm", "pypi", "oci", "mcpb"] as const;

export function installOptions(document: JsonObject): InstallOption[] {
  return [
    ...objectsIn(document, "packages").map(packageOption),
    ...objectsIn(document, "remotes").map(remoteOption),
  ];
}

function packageOption(entry: JsonObject, at: number): InstallOption {
  const type = storable(entry, "registryType");
  const name = storable(entry, "identifier");
  const version = storable(entry, "version") || null;
  const kind = PACKAGE_KINDS.find((one) => one === type);
  const registryBaseUrl = storable(entry, "registryBaseUrl") || null;
  const isScannable = kind !== undefined && name !== "";
  return {
    option: `packages[${at}]`,
    type,
    name,
    version,
    promised: promisedDigest(name, storable(entry, "fileSha256")),
    reference: isScannable ? { kind, name, version, registryBaseUrl } : null,
  };
}

function remoteOption(entry: JsonObject, at: number): InstallOption {
  const name = storable(entry, "url");
  return {
    option: `remotes[${at}]`,
    type: "remote",
    name,
    version: null,
    promised: null,
    reference: name === "" ? null : { kind: "remote", name, version: null },
  };
}

const storable = (entry: JsonObject, key: string) => storableText(textIn(entry, key));

/** Two references with one key are of one artifact. */
export function artifactKey({ kind, name, version, registryBaseUrl }: ScanReference): string {
  const from = registryBaseUrl ? ` from ${registryBaseUrl}` : "";
  return `${kind}:${name}${version === null ? "" : `@${version}`}${from}`;
}

/** @throws AppError `conflict` where the document does not have this way to install any more. */
export function requireSameOption(
  document: JsonObject,
  option: string,
  reference: ScanReference,
): void {
  const now = installOptions(document).find((one) => one.option === option)?.reference ?? null;
  if (now !== null && artifactKey(now) === artifactKey(reference)) return;
  throw new AppError("conflict", "The version's document has changed while it was scanned.");
}

/** What a scan of this document reads, each artifact once. */
export function artifactsOf(document: JsonObject): string[] {
  const references = installOptions(document).flatMap(({ reference }) => reference ?? []);
  return [...new Set(references.map(artifactKey))];
}

/** Where it is read from: a host, or the name of the one registry that is configured for its kind. */
export function sourceHost({ kind, name, registryBaseUrl }: ScanReference): string {
  if (registryBaseUrl) return hostOf(registryBaseUrl) ?? kind;
  if (kind === "remote" || kind === "mcpb") return hostOf(name) ?? kind;
  if (kind !== "oci") return kind;
  const [first = "", ...rest] = name.split("/");
  return rest.length > 0 && /[.:]/.test(first) ? first.toLowerCase() : kind;
}

const hostOf = (address: string): string | null =>
  URL.canParse(address) ? new URL(address).host : null;
