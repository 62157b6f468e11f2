import { withoutInternalAddresses } from "#lib/catalog/core/internal-address.ts";
import { catalogGeneration } from "#lib/db/catalog-listener.ts";
import type { Context } from "#lib/kernel/context.ts";
import { isJsonObject, parseJsonExact, stringifyJson, type JsonObject } from "#lib/kernel/json.ts";
import { getInternalDomains } from "#lib/settings/get-internal-domains.ts";
import type { RegistryEntry } from "./core/entry-json.ts";

/** Checksums (64 characters) of documents known to mention nothing internal: about 6 MB at most. */
const MAX_KNOWN = 50_000;

type Domains = { suffixes: readonly string[]; key: string };
let domains: { generation: number; value: Domains } | null = null;
let known: { key: string; checksums: Set<string> } = { key: "", checksums: new Set() };

export type CleanEntry = (entry: RegistryEntry, checksum: string) => RegistryEntry;

/**
 * What makes an entry fit for anonymous readers: without addresses inside our network, in the
 * document, in upstream's notes and in the message. Reading a document is skipped once its
 * checksum is known to be clean.
 */
export async function withoutInternals(ctx: Context): Promise<CleanEntry> {
  const { suffixes, key } = await internalDomains(ctx);
  if (known.key !== key || known.checksums.size >= MAX_KNOWN) known = { key, checksums: new Set() };
  const { checksums } = known;

  return (entry, checksum) => {
    const { otherMeta, statusMessage } = entry;
    const fields = { _meta: otherMeta, description: statusMessage };
    const { doc: notes } =
      statusMessage === null && Object.keys(otherMeta).length === 0
        ? { doc: fields }
        : withoutInternalAddresses<JsonObject>(fields, suffixes);
    const cleaned = {
      ...entry,
      otherMeta: isJsonObject(notes["_meta"]) ? notes["_meta"] : {},
      statusMessage: typeof notes["description"] === "string" ? notes["description"] : null,
      notices: (entry.notices ?? []).map((notice) => ({
        ...notice,
        title: withoutInternalAddresses({ title: notice.title }, suffixes).doc.title,
      })),
    };
    if (checksums.has(checksum)) return cleaned;

    const document = cleanDocument(entry.document, suffixes);
    if (document === null) checksums.add(checksum);
    return document === null ? cleaned : { ...cleaned, document };
  };
}

/** The document without internal addresses, or null when it mentions none. */
function cleanDocument(text: string, suffixes: readonly string[]): string | null {
  const parsed = parseJsonExact(text);
  if (!isJsonObject(parsed)) throw new Error("A stored document is not a JSON object.");
  const { doc, removed } = withoutInternalAddresses(parsed, suffixes);
  return removed.length === 0 ? null : stringifyJson(doc);
}

/** Asked again after every change of the catalog, or every time while changes are not heard of. */
async function internalDomains(ctx: Context): Promise<Domains> {
  const generation = catalogGeneration();
  if (domains && domains.generation === generation) return domains.value;
  const suffixes = await getInternalDomains(ctx, {});
  const value = { suffixes, key: suffixes.join(" ") };
  if (generation !== null) domains = { generation, value };
  return value;
}
