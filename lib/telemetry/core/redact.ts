import { SECRET_PREFIXES } from "#lib/kernel/secret-prefixes.ts";

/**
 * Takes secrets and personal data out of texts that nobody composed with care: messages of
 * errors, stacks, what libraries print. It knows shapes, so it is the second line: the first is
 * that we do not log what people send.
 */

/** What names of secrets end in: `authToken`, `client_secret`, `AWS_SECRET_ACCESS_KEY`. */
const ENDINGS =
  "pass(?:word|wd|phrase|code)|secret|token|api[-_]?key|access[-_]?key|account[-_]?key|private[-_]?key|signing[-_]?key|encryption[-_]?key|auth[-_]?key|authorization|credentials?|signature|session(?:[-_]?id)?|cookie";
/** Too short to be the end of another word. */
const WORDS = "pass|pwd|auth|sig|sid|otp|pin|cvv|ssn";

/** A field whose name says that its value is nobody's business. */
const SECRET_NAME = new RegExp(`(?:${ENDINGS})$|(?:^|[-_.])(?:${WORDS})$`, "i");

/** What process output never needs, and an identifier of somebody else may be. */
const PREFIXES = [...SECRET_PREFIXES, "(?:AKIA|ASIA|ABIA|ACCA)", "ey[JI]"];

type Rule = { pattern: RegExp; by: string | ((match: string, ...groups: string[]) => string) };

const VALUE = `"(?:[^"\\\\\\r\\n]|\\\\.){0,4096}"?|'[^'\\r\\n]{0,4096}'?|[^\\s"'&;,)}\\]]{1,4096}`;

/** In this order: what is wider comes first. */
const RULES: readonly Rule[] = [
  {
    pattern: /-----BEGIN [A-Z0-9 ]{1,40}-----[\s\S]*?(?:-----END [A-Z0-9 ]{1,40}-----|$)/g,
    by: "[key]",
  },
  // A header as a whole, whatever its scheme (RFC 9110 §11.6.2, RFC 6265 §4).
  {
    pattern:
      /\b((?:proxy-)?authorization|(?:set-)?cookie|x-api-key|x-auth-token)(["']?\s*[:=]\s*)[^\r\n]+/gi,
    by: "$1$2[redacted]",
  },
  // The password or token of an address (RFC 3986 §3.2.1), `@` in it included.
  { pattern: /([a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/?#"'<>]{1,1024}@/gi, by: "$1[redacted]@" },
  // The query of an address is what people ask for, and where tokens travel.
  {
    pattern: /([a-z][a-z0-9+.-]{1,20}:\/\/[^\s?#"'<>]{1,300})[?#][^\s"'<>]+/gi,
    by: "$1?[redacted]",
  },
  { pattern: /\?(?=[\w.%~[\]-]{1,64}=)[^\s"'<>]+/g, by: "?[redacted]" },
  { pattern: /\b(Bearer)(?:\s|%20|\+)+[^\s"',;]{6,}/gi, by: "$1 [redacted]" },
  {
    pattern:
      /\b(Basic|Token|Negotiate|Digest|Splunk|GenieKey|ApiKey|SSWS|Bot|DPoP)(?:\s|%20|\+)+(?=\S*[\d=])[\w+/=.:~-]{12,}/g,
    by: "$1 [redacted]",
  },
  {
    pattern: new RegExp(
      `((?:(?:${ENDINGS})|(?<![a-z0-9])(?:${WORDS}))["']?\\s{0,3}(?:=>|[:=]|%3[AD])\\s{0,3})(?!\\[redacted\\])(?:${VALUE})`,
      "gi",
    ),
    by: "$1[redacted]",
  },
  { pattern: /hooks\.slack\.com\/[^\s"'<>]+/gi, by: "hooks.slack.com/[redacted]" },
  {
    pattern: /discord(?:app)?\.com\/api\/webhooks\/[^\s"'<>]+/gi,
    by: "discord.com/api/webhooks/[redacted]",
  },
  { pattern: /\beyJ[\w-]{4,}(?:\.[\w-]*){1,4}/g, by: "[token]" },
  {
    pattern: new RegExp(`(?<![A-Za-z0-9])(?:${PREFIXES.join("|")})[A-Za-z0-9_.$/+=-]{16,}`, "g"),
    by: (word) => (/[A-Z\d]/.test(word) ? "[key]" : word),
  },
  // Telegram, Discord, Mailchimp and the like: parts joined by a mark.
  { pattern: /\b\d{8,10}:[A-Za-z0-9_-]{35}\b/g, by: "[key]" },
  {
    pattern: /\b[MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,40}\b/g,
    by: "[key]",
  },
  { pattern: /\b(?:SK|AC)[0-9a-f]{32}\b/g, by: "[key]" },
  { pattern: /\b[0-9a-f]{32}-us\d{1,2}\b/g, by: "[key]" },
  {
    pattern:
      /[\w.+-]{1,64}(?:@|%40)[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,7}\.[a-z][a-z0-9-]{1,62}/gi,
    by: "[e-mail]",
  },
  {
    pattern: /(?<![\w.])[2-6]\d{3}(?:[ -]?\d){9,15}(?![\w.])/g,
    by: (digits) => (isCard(digits) ? "[card]" : digits),
  },
  { pattern: /(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])/g, by: "[number]" },
  {
    pattern:
      /(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?(?![A-Za-z0-9])/g,
    by: "[account]",
  },
  { pattern: /(?<![0-9a-z])[0-9a-f]{32,}(?![0-9a-z])/gi, by: "[hex]" },
  {
    pattern: /(?<![A-Za-z0-9/+])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+])/g,
    by: (word) => (looksRandom(word) ? "[key]" : word),
  },
  {
    pattern: /(?<![A-Za-z0-9+=_~-])[A-Za-z0-9+_~-]{24,}={0,2}/g,
    by: (word) => (looksRandom(word) ? "[key]" : word),
  },
];

/** The text without what looks like a secret, an e-mail address or a card. */
export function redact(text: string): string {
  let clean = text;
  for (const { pattern, by } of RULES)
    clean = typeof by === "string" ? clean.replace(pattern, by) : clean.replace(pattern, by);
  return clean;
}

export const isSecretName = (name: string): boolean => SECRET_NAME.test(name);

/** Small and capital letters and digits, changing often: words and names of things do not. */
function looksRandom(word: string): boolean {
  if (!/[a-z]/.test(word) || !/[A-Z]/.test(word) || !/\d/.test(word)) return false;
  const kinds = [...word].map(kindOf);
  const changes = kinds.filter((kind, at) => at > 0 && kind !== kinds[at - 1]).length;
  return changes / word.length > 0.3;
}

const kindOf = (letter: string) =>
  /\d/.test(letter) ? 0 : /[a-z]/.test(letter) ? 1 : /[A-Z]/.test(letter) ? 2 : 3;

/** Luhn's check digit (ISO/IEC 7812-1 annex B). */
function isCard(text: string): boolean {
  const digits = [...text.replace(/\D/g, "")].map(Number).reverse();
  if (digits.length < 13 || digits.length > 19) return false;
  const sum = digits.reduce((total, digit, at) => {
    const doubled = at % 2 === 1 ? digit * 2 : digit;
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}
