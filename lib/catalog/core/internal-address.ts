/**
 * Addresses inside our own network, and documents without them for anonymous readers: what a
 * catalog tells strangers must not draw them a map.
 */
import { isJsonObject, ownValue, type Json, type JsonObject } from "#lib/kernel/json.ts";
import { isInternalIp, isLoopbackIp } from "./ip-ranges.ts";
import { textIn } from "./json-fields.ts";

const INTERNAL_SUFFIXES = [
  "localhost",
  "internal",
  "local",
  "lan",
  "corp",
  "home.arpa",
  "intranet",
  "localdomain",
];

/** Names that mean the reader's own machine, wherever the reader is. */
const OWN_MACHINE = /^(?:.*\.)?localhost$|^(?:host|gateway)\.(?:docker|containers)\.internal$/;

const PLAIN_NAME = /^(?:[a-z0-9_-]{1,63}\.)+[a-z]{2,63}$/;
const REPLACEMENT = "[internal address]";

/**
 * `host` is a host name or an IP literal in any spelling that a URL accepts (decimal, octal and
 * hexadecimal IPv4 too), with or without a port; `suffixes` are the company's own domains.
 */
export function isInternalHost(host: string, suffixes: readonly string[]): boolean {
  const name = canonicalHost(host);
  if (name === null) return false;
  const internalIp = isInternalIp(name);
  if (internalIp !== null) return internalIp;
  if (!name.includes(".")) return true;
  return [...INTERNAL_SUFFIXES, ...suffixes].some((suffix) => endsWithDomain(name, suffix));
}

/** A reader's own machine: internal, but it says nothing about our network. */
function isOwnMachine(host: string): boolean {
  const name = canonicalHost(host);
  return name !== null && (OWN_MACHINE.test(name) || isLoopbackIp(name));
}

function canonicalHost(host: string): string | null {
  const bare = host.trim().toLowerCase().replace(/\.$/, "");
  if (PLAIN_NAME.test(bare)) return bare;
  const bracketed = /^[0-9a-f]*:[0-9a-f:.]*:[0-9a-f.:]*$/.test(bare) ? `[${bare}]` : bare;
  const address = `http://${bracketed}/`;
  if (bare === "" || !URL.canParse(address)) return null;
  return new URL(address).hostname.replace(/\.$/, "");
}

function endsWithDomain(name: string, suffix: string): boolean {
  const domain = suffix
    .trim()
    .toLowerCase()
    .replace(/^\*?\./, "");
  return domain !== "" && (name === domain || name.endsWith(`.${domain}`));
}

// A mention is a URL, a UNC path, a dotted name or IPv4 literal, or a local IPv6 literal. Every part
// is bounded or starts at a boundary, so that no text takes quadratic time.
const MENTION = new RegExp(
  [
    "[a-z][a-z0-9+.-]{0,19}://([^\\s/?#\"'`<>\\\\|,;]*)[^\\s\"'`<>]*",
    "\\\\\\\\([a-z0-9._-]+)\\\\[^\\s\"'`<>]*",
    "(?<![a-z0-9_.-])([a-z0-9_-]+(?:\\.[a-z0-9_-]+)+)(?![a-z0-9_-])",
    "(?<![a-z0-9:.])((?:f[cd][0-9a-f]{2}|fe[89a-f][0-9a-f]):[0-9a-f:]+)",
  ].join("|"),
  "gi",
);

type Reach = {
  suffixes: readonly string[];
  /** localhost and the like: they tell nothing about our network. */
  ownMachine: "hidden" | "allowed";
  /** `http://someserver` or `http://printer.local`: in prose, public authors' examples. */
  vague: "hidden" | "allowed";
};

/** The text with every internal address replaced by `[internal address]`; the same text if none. */
function withoutMentions(text: string, reach: Reach): string {
  return text.replace(MENTION, (mention: string, ...found: (string | undefined)[]) => {
    const [authority, share, name, v6] = found;
    const host =
      authority === undefined ? (share ?? bareHost(name ?? "") ?? v6 ?? null) : hostOf(authority);
    if (host === null || !isHidden(host, reach)) return mention;
    return REPLACEMENT + (/[).,:;!?\]]+$/.exec(mention)?.[0] ?? "");
  });
}

function isHidden(host: string, { suffixes, ownMachine, vague }: Reach): boolean {
  if (!isInternalHost(host, suffixes)) return false;
  if (ownMachine === "allowed" && isOwnMachine(host)) return false;
  return vague === "hidden" || !/^[a-z0-9_-]+(?:\.local)?$/i.test(host) || /^\d+$/.test(host);
}

/** A dotted word is a host when it ends in letters or is a whole IPv4 literal; 0.1.0 is a version. */
function bareHost(word: string): string | undefined {
  return /\.[a-z][a-z0-9-]*$|^\d{1,3}(?:\.\d{1,3}){3}$/i.test(word) ? word : undefined;
}

/** The host of `user@host:port`, or null when it is a blank to fill in, such as `{host}`. */
function hostOf(authority: string): string | null {
  const filled = authority
    .slice(authority.lastIndexOf("@") + 1)
    .replace(/:(?:\$?\{[^{}]*\}|\d*)?[).!]*$/, "")
    .replace(/\$?\{[^{}]*\}/g, "{}")
    .replace(/[).!:]+$/, "");
  if (filled === "" || filled === "{}" || /[$%]/.test(filled)) return null;
  return filled.replaceAll("{}", "x");
}

// Parts of an entry that hold versions or digests, where 10.2.0.1 is no address.
const NO_ADDRESSES = new Set(["version", "fileSha256", "registryType", "type", "format"]);
const PROSE = new Set(["description", "placeholder"]);

function mentionsInternal(value: Json, reach: Reach): boolean {
  if (typeof value === "string") return withoutMentions(value, reach) !== value;
  if (Array.isArray(value)) return value.some((entry) => mentionsInternal(entry, reach));
  if (!isJsonObject(value)) return false;
  return Object.entries(value).some(([key, member]) => {
    if (mentionsInternal(key, reach)) return true;
    if (NO_ADDRESSES.has(key)) return false;
    return mentionsInternal(member, PROSE.has(key) ? { ...reach, vague: "allowed" } : reach);
  });
}

/** `registry:5000/team/image:1.0`: the host of an image reference, if it names one. */
function imageHost(entry: JsonObject): string | null {
  const [first = "", rest] = textIn(entry, "identifier").split("/", 2);
  return rest !== undefined && /[.:]|^localhost$/.test(first) && !first.endsWith(":")
    ? first
    : null;
}

function entryIsInternal(entry: Json, reach: Reach): boolean {
  if (mentionsInternal(entry, reach)) return true;
  if (!isJsonObject(entry)) return false;
  const ownUrl: Reach = { ...reach, ownMachine: "hidden" };
  if (["url", "src"].some((key) => mentionsInternal(textIn(entry, key), ownUrl))) return true;
  if (textIn(entry, "registryType") !== "oci") return false;
  const host = imageHost(entry);
  return host !== null && isInternalHost(host, reach.suffixes);
}

export type CleanDocument<Document> = { doc: Document; removed: string[] };

/**
 * The document as strangers may see it. Remotes, packages and icons that mention an internal
 * address go as a whole, since half of one would not work; titles and descriptions keep their other
 * words. A package may mention the reader's own machine (localhost), a remote may not. `removed`
 * names the places. Without internal addresses the same object comes back.
 */
export function withoutInternalAddresses<Document extends JsonObject>(
  doc: Document,
  suffixes: readonly string[],
): CleanDocument<Document> {
  const removed: string[] = [];
  const members: [string, Json][] = [];
  for (const [field, value] of Object.entries(doc)) {
    const kept = cleanMember(field, value, { suffixes, removed });
    if (kept !== undefined) members.push([field, kept]);
  }
  if (removed.length === 0) return { doc, removed };
  return { doc: Object.fromEntries(members) as Document, removed };
}

/** What the registry cannot do without; their form leaves no room for an address. */
const UNTOUCHED = new Set(["name", "version", "$schema"]);

type Cleaning = { suffixes: readonly string[]; removed: string[] };

function cleanMember(field: string, value: Json, cleaning: Cleaning): Json | undefined {
  const { suffixes, removed } = cleaning;
  const reach: Reach = { suffixes, ownMachine: "allowed", vague: "hidden" };
  if (UNTOUCHED.has(field)) return value;
  switch (field) {
    case "title":
    case "description":
      return cleanText(field, value, { removed, reach });
    case "remotes":
    case "packages":
    case "icons":
      return cleanList(field, value, { removed, reach });
    case "_meta":
      return cleanMeta(value, { removed, reach: { ...reach, vague: "allowed" } });
    default:
      if (!mentionsInternal(value, { ...reach, ownMachine: "hidden" })) return value;
      removed.push(field);
      return undefined;
  }
}

type Reaching = { removed: string[]; reach: Reach };

function cleanText(field: string, value: Json, { removed, reach }: Reaching): Json {
  if (typeof value !== "string") return value;
  const clean = withoutMentions(value, reach);
  if (clean !== value) removed.push(field);
  return clean;
}

function cleanList(field: string, value: Json, { removed, reach }: Reaching): Json | undefined {
  if (!Array.isArray(value)) return value;
  const kept = value.filter((entry, at) => {
    const internal = entryIsInternal(entry, reach);
    if (internal) removed.push(`${field}[${at}]`);
    return !internal;
  });
  if (kept.length === value.length) return value;
  return kept.length === 0 ? undefined : kept;
}

function cleanMeta(value: Json, { removed, reach }: Reaching): Json {
  if (!isJsonObject(value)) return value;
  const internal = Object.keys(value).filter(
    (key) => mentionsInternal(key, reach) || mentionsInternal(ownValue(value, key) ?? null, reach),
  );
  if (internal.length === 0) return value;
  removed.push(...internal.map((key) => `_meta.${key}`));
  return Object.fromEntries(Object.entries(value).filter(([key]) => !internal.includes(key)));
}
