/** What is said about an artifact beside its own manifest: by its server.json and its publisher. */
import { objectIn, objectsIn, textIn } from "#lib/catalog/core/json-fields.ts";
import type { JsonObject } from "#lib/kernel/json.ts";
import type { ArtifactFacts, EntryFacts, Got, Tool, ToolsFacts, TrustMeta } from "../facts.ts";
import { missing } from "./verdict.ts";

/** What opens a server that speaks only to those who sign in. */
export const GIVE_CREDENTIAL =
  "Its owner team or security keeps a credential for scans on its Trust tab, for an account that can do little.";

const NO_ENTRY = "There is no server.json of it in the registry yet.";

export function entryOf({ entry }: ArtifactFacts): Got<EntryFacts> {
  return entry === null
    ? missing("not_declared", NO_ENTRY)
    : { ok: true, value: entry, evidence: [] };
}

/**
 * The tools as agents get them. A remote is judged by what it answers (model §5.3): what its server.json
 * declares speaks against it, but never for it.
 */
export function toolsAsServed({ kind, tools }: ArtifactFacts): Got<ToolsFacts> {
  return kind === "remote" && tools.ok && tools.value.from === "declared"
    ? missing("auth_required", "It tells its tools only to those who sign in: these are declared.")
    : tools;
}

/**
 * Tools that it declares and that its server did not tell in the sandbox. It may offer them only with
 * settings of its own, so what is declared still speaks against it.
 */
export function untoldTools({ tools, declared }: ToolsFacts): Tool[] {
  const told = new Set(tools.map(({ name }) => name));
  return (declared?.tools ?? []).filter(({ name }) => !told.has(name));
}

/** The publisher's declarations; not said only where a server.json was seen that is silent. */
export function trustMetaOf({ manifest, entry, kind }: ArtifactFacts): Got<TrustMeta | null> {
  if (!manifest.ok) return manifest;
  const { value, evidence } = manifest;
  if (value.trustMeta === null && entry === null && kind !== "mcpb")
    return missing("not_declared", NO_ENTRY);
  return { ok: true, value: value.trustMeta, evidence };
}

/** The version of the entry, which is the server's and not the package's. */
export function entryVersion({ document }: EntryFacts, fallback: string): string {
  return textIn(document, "version") || fallback;
}

export function documentRepository(entry: EntryFacts | null): string | null {
  return entry === null ? null : textIn(objectIn(entry.document, "repository"), "url") || null;
}

/** Names of the inputs that the server.json calls secret. */
export function secretInputs(entry: EntryFacts | null): string[] {
  const { document } = entry ?? { document: {} };
  const inputs = [
    ...objectsIn(document, "packages").flatMap(inputsOf),
    ...objectsIn(document, "remotes").flatMap(inputsOf),
  ];
  return inputs.filter(({ isSecret }) => isSecret === true).map((input) => textIn(input, "name"));
}

/** Environment variables that the server.json names: whoever installs it sees them. */
export function namedVariables(entry: EntryFacts | null): ReadonlySet<string> {
  const packages = objectsIn(entry?.document ?? {}, "packages");
  const variables = packages.flatMap((one) => objectsIn(one, "environmentVariables"));
  return new Set(variables.map((variable) => textIn(variable, "name")));
}

function inputsOf(one: JsonObject): JsonObject[] {
  return [...objectsIn(one, "environmentVariables"), ...objectsIn(one, "headers")];
}
