import { nameProblem } from "#lib/catalog/core/document-text.ts";
import { parsedUrl, urlProblem } from "#lib/catalog/core/safe-url.ts";
import { readAddress } from "./read-address.ts";
import { readImage } from "./read-image.ts";
import type { Reference } from "./reference.ts";

/** Likeliest first; empty with the reason when the text can mean nothing. */
export type ReferenceReading = { candidates: Reference[]; problem: string | null };

/** No name or address is longer. A server.json may be, as far as its caller lets it. */
export const MAX_REFERENCE = 4_000;

const NPM_NAME = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/i;
const PYPI_NAME = /^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/i;
/** Versions and dist-tags; `latest` is what nobody has to say. */
const VERSION = /^[\w.+!-]{1,100}$/;

const UNREADABLE =
  "This is none of the forms below. Write npm:, pypi: or oci: before the name if it is one of those.";

/** What a pasted text refers to. Tells by form alone: whether it exists, the sources know. */
export function readReference(text: string): ReferenceReading {
  const asked = text.trim();
  if (asked === "") return refuse("Paste a reference.");
  if (asked.startsWith("{")) return found({ kind: "document", text: asked });
  if (asked.length > MAX_REFERENCE) return refuse("This is too long to be a name or an address.");

  const plain = withoutCommand(asked);
  if (/\s/.test(plain)) return refuse(UNREADABLE);
  const prefixed = readPrefixed(plain);
  if (prefixed !== null) return prefixed;
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(plain)) return readUrl(plain);
  const candidates = bareCandidates(plain);
  return candidates.length > 0 ? { candidates, problem: null } : refuse(UNREADABLE);
}

/** `npx -y name`, `uvx name` and the like, as READMEs print them, with the form they imply. */
function withoutCommand(text: string): string {
  const [command = "", ...words] = text.split(/\s+/);
  const prefix = { npx: "npm:", bunx: "npm:", uvx: "pypi:", pipx: "pypi:" }[command];
  if (prefix === undefined) return text;
  const name = words.find((word) => !word.startsWith("-") && word !== "run");
  return name === undefined ? text : `${prefix}${name}`;
}

type Reader = (rest: string) => Reference | null;

const PREFIXES: readonly [RegExp, Reader][] = [
  [/^npm:/i, (rest) => readNpm(rest)],
  [/^(?:pypi|pip):/i, (rest) => readPypi(rest)],
  [/^(?:oci|docker):(?:\/\/)?/i, (rest) => readImage(rest)],
  [/^registry:/i, (rest) => readOfficial(rest)],
  [/^mcpb:/i, (rest) => ofUrl("mcpb", rest)],
  [/^remote:/i, (rest) => ofUrl("remote", rest)],
  [/^pkg:npm\//i, (rest) => readNpm(decoded(rest))],
  [/^pkg:pypi\//i, (rest) => readPypi(decoded(rest))],
];

function readPrefixed(text: string): ReferenceReading | null {
  for (const [pattern, read] of PREFIXES) {
    const match = pattern.exec(text);
    if (!match) continue;
    const reference = read(text.slice(match[0].length));
    return reference === null
      ? refuse(`After "${match[0]}" this is not a name that can exist there.`)
      : found(reference);
  }
  return null;
}

function readUrl(text: string): ReferenceReading {
  const problem = urlProblem(text);
  const url = parsedUrl(text);
  if (problem !== null || url === null) return refuse(`The address ${problem ?? "is not valid"}.`);
  const reference = readAddress(url, { npm: readNpm, pypi: readPypi, official: readOfficial });
  return found(reference ?? { kind: "remote", url: text });
}

/** A name alone: what could bear it, likeliest first. */
function bareCandidates(text: string): Reference[] {
  const slashes = text.split("/").length - 1;
  if (text.startsWith("@")) return [readNpm(text)].filter((one) => one !== null);
  if (slashes === 0) {
    const image = /[:]/.test(text) ? readImage(text) : null;
    return [readNpm(text), readPypi(text), image].filter((one) => one !== null);
  }
  const image = readImage(text);
  const official = readOfficial(text);
  const isHost = image !== null && official !== null && !startsLikeReverseDns(text);
  return (isHost ? [image, official] : [official, image]).filter((one) => one !== null);
}

/** io.github.acme/files begins with a top-level domain; ghcr.io/acme ends its host with one. */
function startsLikeReverseDns(text: string): boolean {
  const labels = (text.split("/", 1)[0] ?? "").toLowerCase().split(".");
  return (
    labels.length > 1 && (TOP_LEVEL.has(labels[0] ?? "") || !TOP_LEVEL.has(labels.at(-1) ?? ""))
  );
}
const TOP_LEVEL = new Set(
  "ai app biz ch cloud co com de dev edu eu fr gov info io jp me net nl org sh so tech uk us xyz".split(
    " ",
  ),
);

function readNpm(text: string): Reference | null {
  const [name, version] = atLast(text);
  if (!NPM_NAME.test(name) || name.length > 214) return null;
  return versioned("npm", name, version);
}

function readPypi(text: string): Reference | null {
  const [name, version] = text.includes("==") ? halves(text, "==") : atLast(text);
  const bare = name.replace(/\[[\w,.-]*\]$/, "");
  if (!PYPI_NAME.test(bare) || bare.length > 200) return null;
  return versioned("pypi", bare, version);
}

function readOfficial(text: string): Reference | null {
  const [name, version] = atLast(text);
  if (nameProblem(name) !== null || !(name.split("/", 1)[0] ?? "").includes(".")) return null;
  return versioned("official", name, version);
}

function versioned(
  kind: "npm" | "pypi" | "official",
  name: string,
  version: string | null,
): Reference | null {
  if (version !== null && !VERSION.test(version)) return null;
  return { kind, name, version: version === "latest" ? null : version };
}

function ofUrl(kind: "mcpb" | "remote", url: string): Reference | null {
  return urlProblem(url) === null ? { kind, url } : null;
}

/** `name@version`; the @ of a scope is none. */
function atLast(text: string): [string, string | null] {
  const at = text.lastIndexOf("@");
  return at > 0 ? [text.slice(0, at), text.slice(at + 1)] : [text, null];
}

function halves(text: string, mark: string): [string, string | null] {
  const at = text.indexOf(mark);
  return [text.slice(0, at), text.slice(at + mark.length)];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // A stray percent sign: no package has such a name.
  }
}

const found = (reference: Reference): ReferenceReading => ({
  candidates: [reference],
  problem: null,
});
const refuse = (problem: string): ReferenceReading => ({ candidates: [], problem });
