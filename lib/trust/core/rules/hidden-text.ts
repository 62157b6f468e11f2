/** What a text hides from people: characters that are not shown, and text that is not readable. */
import { hiddenCharacters, type HiddenCharacter } from "#lib/catalog/core/look-alike.ts";

export type Hidden = {
  /** Where it starts, in UTF-16 units. */
  at: number;
  /** What is hidden, for a sentence. */
  what: string;
  /** A message, a terminal's command or a changed direction: never an accident. */
  isSevere: boolean;
  isEscape: boolean;
};

const TAG_FROM = 0xe0000;
const TAG_TO = 0xe007f;
const BLACK_FLAG = "\u{1f3f4}";
/** More kinds than this are no accident (Snyk W021). */
const ACCIDENTAL_KINDS = 2;
const isTag = ({ codePoint }: HiddenCharacter): boolean =>
  codePoint >= TAG_FROM && codePoint <= TAG_TO;
const isEscape = ({ codePoint }: HiddenCharacter): boolean =>
  codePoint === 0x1b || codePoint === 0x9b;
const isDirection = ({ label }: HiddenCharacter): boolean =>
  label === "writing direction override" || label === "writing direction isolate";

/** Joiners are letters' neighbours in these scripts, and part of how they are written. */
const JOINING_SCRIPTS =
  /[\p{Script=Arabic}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}]/u;

export function hiddenIn(text: string): Hidden | null {
  const found = hiddenCharacters(text).filter((one) => !isOrdinary(text, one));
  const [first] = found;
  if (first === undefined) return null;
  const tags = found.filter(isTag);
  const escape = found.find(isEscape);
  const direction = found.find(isDirection);
  const kinds = new Set(found.map(({ label }) => label));
  const worst = tags[0] ?? escape ?? direction ?? first;
  return {
    at: worst.index,
    what: tags.length > 0 ? `the message "${decoded(tags)}"` : `${found.length} × ${worst.label}`,
    isSevere: worst !== first || kinds.size > ACCIDENTAL_KINDS || isSevereAlone(first),
    isEscape: escape !== undefined,
  };
}

const isSevereAlone = (one: HiddenCharacter): boolean =>
  isTag(one) || isEscape(one) || isDirection(one);

/** Flags of regions are a black flag with tags, and some scripts need joiners. */
function isOrdinary(text: string, one: HiddenCharacter): boolean {
  if (isTag(one)) return text.slice(Math.max(0, one.index - 14), one.index).includes(BLACK_FLAG);
  const isJoiner = one.codePoint === 0x200c || one.codePoint === 0x200d;
  return isJoiner && JOINING_SCRIPTS.test(text.slice(Math.max(0, one.index - 2), one.index + 3));
}

const LONGEST_MESSAGE = 80;

function decoded(tags: readonly HiddenCharacter[]): string {
  return tags
    .slice(0, LONGEST_MESSAGE)
    .map(({ codePoint }) => codePoint - TAG_FROM)
    .filter((code) => code >= 0x20 && code < 0x7f)
    .map((code) => String.fromCharCode(code))
    .join("");
}

const LONG_RUN = 200;
const SHORTEST_MESSAGE = 24;
const ESCAPES = /(?:\\x[0-9a-f]{2}|\\u[0-9a-f]{4}){12}/i;

/** Where a long run of base64 or hex, a shorter one that reads as words, or written-out escapes start; -1: nowhere. */
export function encodedIn(text: string): number {
  const escapes = text.search(ESCAPES);
  if (escapes !== -1) return escapes;
  let start = 0;
  for (let at = 0; at <= text.length; at++) {
    if (at < text.length && isBase64(text.charCodeAt(at))) continue;
    if (at - start >= SHORTEST_MESSAGE && isEncoded(text.slice(start, at))) return start;
    start = at + 1;
  }
  return -1;
}

function isBase64(code: number): boolean {
  const isDigit = code >= 0x30 && code <= 0x39;
  const isLetter = (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
  // Both alphabets of base64 (RFC 4648), and their padding.
  return isDigit || isLetter || BASE64_SIGNS.has(code);
}

const BASE64_SIGNS: ReadonlySet<number> = new Set(
  Array.from("+/=-_", (sign) => sign.charCodeAt(0)),
);

const isEncoded = (run: string): boolean =>
  (run.length >= LONG_RUN && isMixed(run)) || run.slice(0, LONG_RUN).split("=").some(holdsWords);

const UNREADABLE = /[^\t\n\r\x20-\x7e]/;
const WORDS = /\b[a-z]{2,20} [a-z_]{2,20}(?:[ .,:!]|$)/i;
const isSentence = (text: string): boolean => !UNREADABLE.test(text) && WORDS.test(text);

/** Whether it is base64 or hex of a sentence. Digests and names are not. */
function holdsWords(bare: string): boolean {
  if (bare.length < SHORTEST_MESSAGE) return false;
  if (/^(?:[0-9a-f]{2})+$/i.test(bare)) return isSentence(fromHex(bare));
  // One character that is left over is no byte.
  const whole = bare.length % 4 === 1 ? bare.slice(0, -1) : bare;
  return isSentence(atob(whole.replaceAll("-", "+").replaceAll("_", "/")));
}

const fromHex = (text: string): string =>
  (text.match(/../g) ?? []).map((pair) => String.fromCharCode(parseInt(pair, 16))).join("");

/** A line of dashes or one long word is no code. */
const isMixed = (run: string): boolean =>
  /\d/.test(run) && /[a-z]/i.test(run) && (/^[0-9a-f]+$/i.test(run) || /[A-Z]/.test(run));

/** Where blank text pushes what follows out of sight; -1: nowhere. */
export function blankIn(text: string): number {
  let start = 0;
  for (let at = 0; at <= text.length; at++) {
    if (at < text.length && text[at]?.trim() === "") continue;
    if (at - start >= LONG_RUN && at < text.length) return start;
    start = at + 1;
  }
  return -1;
}
