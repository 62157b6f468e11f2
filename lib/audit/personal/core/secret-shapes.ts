import { SECRET_PREFIXES } from "#lib/kernel/secret-prefixes.ts";

/**
 * Known shapes of secrets. A record is for ever, so what looks like one does not get in: this list
 * is narrower than what the process output is cleaned of (lib/telemetry/core/redact.ts), because a
 * find here refuses somebody's change.
 */

type Shape = {
  name: string;
  pattern: RegExp;
  /** The first group is a value that may be a word: only one that looks made up counts. */
  value?: boolean;
};

const NAMES =
  "pass(?:word|wd|phrase)|pwd|secret|(?:auth|access|refresh|id)?[-_]?token|api[-_]?key|access[-_]?key|account[-_]?key|private[-_]?key|signing[-_]?key|encryption[-_]?key|credentials?|signature|sig|session(?:[-_]?id)?|sid|auth";

const SHAPES: readonly Shape[] = [
  { name: "a private key", pattern: /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY/g },
  { name: "a token (JWT)", pattern: /\beyJ[\w-]{8,1000}\.[\w-]{0,2000}\./g },
  {
    name: "a header with credentials",
    pattern:
      /\b(?:Bearer|Basic|Token|Negotiate|Digest|Splunk|GenieKey|ApiKey|SSWS|Bot|DPoP)\s{1,5}([^\s"',;]{16,200})/gi,
    value: true,
  },
  {
    name: "a password in an address",
    pattern: /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/?#"'<>:@]{0,100}:[^\s/?#"'<>]{1,200}@/gi,
  },
  {
    name: "a named secret",
    pattern: new RegExp(
      `(?:^|[^a-z0-9])(?:[a-z0-9]{1,40}[-_.]){0,6}(?:${NAMES})["']?\\s{0,3}(?:=>|[:=]|%3D)\\s{0,3}["']?([^\\s"'&;,)}\\]]{12,200})`,
      "gi",
    ),
    value: true,
  },
  { name: "a key of AWS", pattern: /\b(?:AKIA|ASIA|ABIA|ACCA)[0-9A-Z]{16}\b/g },
  {
    name: "the address of a chat's webhook",
    pattern:
      /hooks\.slack\.com\/(?:services|workflows|triggers)\/\S{8,}|discord(?:app)?\.com\/api\/webhooks\/\S{8,}|webhook\.office\.com\/webhookb2\/\S{8,}/gi,
  },
  { name: "a key of a bot", pattern: /\b\d{8,10}:[A-Za-z0-9_-]{35}(?!\w)/g },
  {
    name: "a key of a bot",
    pattern: /\b[MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,40}(?!\w)/g,
  },
  { name: "an API key", pattern: /\b[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_-]{40,100}/g },
  { name: "an API key", pattern: /\b(?:[0-9a-f]{32}-us\d{1,2}|SK[0-9a-f]{32})\b/g },
  {
    name: "an API key",
    pattern: new RegExp(
      `(?<![A-Za-z0-9])(?:${SECRET_PREFIXES.join("|")})([A-Za-z0-9_.$/+=-]{16,200})`,
      "g",
    ),
    value: true,
  },
];

/** Checksums and addresses are long and random too, and no secrets. */
const NO_SECRET =
  /\b(?:sha(?:1|256|384|512)-|h1:)[A-Za-z0-9+/]+={0,2}|[a-z][a-z0-9+.-]{1,20}:\/\/[^\s"'<>]+/gi;
const LONG_WORD = /(?<![A-Za-z0-9/+=_~-])[A-Za-z0-9/+_~-]{24,}(?![A-Za-z0-9/+_~-])/g;
/** Of letters that follow each other: another kind. Random text has 0.62, names seldom 0.35. */
const RANDOM_CHANGES = 0.4;

/** Most facts: ids, moments, words. */
const PLAIN = /^[a-z_.]{0,40}$|^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$|^[0-9TZ:.-]{10,30}$/;

/** What a text seems to hold that must stay out of the log; null: nothing known. */
export function secretIn(text: string): string | null {
  if (text.length < 12 || PLAIN.test(text)) return null;
  const shape = SHAPES.find((each) => fits(each, text));
  if (shape) return shape.name;
  const words = text.replace(NO_SECRET, " ").match(LONG_WORD) ?? [];
  return words.some(looksRandom) ? "a key" : null;
}

function fits({ pattern, value = false }: Shape, text: string): boolean {
  for (const [, found = ""] of text.matchAll(pattern)) if (!value || isMadeUp(found)) return true;
  return false;
}

/** No id of ours, and no word: a digit in it, capitals within, or more letters in a row than words have. */
const isMadeUp = (value: string) =>
  !ID.test(value) && /\d|[a-z][A-Z]|[A-Z]{24}|[a-z]{40}/.test(value);
const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

function looksRandom(word: string): boolean {
  if (!/[a-z]/.test(word) || !/[A-Z]/.test(word) || !/\d/.test(word)) return false;
  const kinds = [...word].map(kindOf);
  const changes = kinds.filter((kind, at) => at > 0 && kind !== kinds[at - 1]).length;
  return changes / word.length >= RANDOM_CHANGES;
}

const kindOf = (letter: string) =>
  /\d/.test(letter) ? 0 : /[a-z]/.test(letter) ? 1 : /[A-Z]/.test(letter) ? 2 : 3;
