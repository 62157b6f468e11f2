/** Rules for the texts of a document that end up in columns, addresses and headings. */

const NAME = /^[a-zA-Z0-9.-]+\/[a-zA-Z0-9._-]+$/;
// All control characters but \t, \n and \r.
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;
const LONE_SURROGATE = /\p{Surrogate}/u;

const MAX_NAME_LENGTH = 200;
const MAX_VERSION_LENGTH = 255;
/** The official 100 is a rule of publishing; mirrors must take longer ones. */
const MAX_DESCRIPTION_LENGTH = 10_000;
const MAX_TITLE_LENGTH = 1_000;

/** Why a text cannot be a name, in words that follow the field's name; null when it can. */
export function nameProblem(name: unknown): string | null {
  if (typeof name !== "string") return "is missing or is not text";
  if (name.length < 3 || name.length > MAX_NAME_LENGTH)
    return `must have 3 to ${MAX_NAME_LENGTH} characters`;
  const unsafe = characterProblem(name);
  if (unsafe !== null) return unsafe;
  if (!NAME.test(name))
    return "must be namespace/name in reverse-DNS form, of letters, digits, dots, dashes (and underscores after the slash)";
  if (name.split("/").some((part) => /^\.+$/.test(part))) return "must not have . or .. as a part";
  return null;
}

export function versionProblem(version: unknown): string | null {
  if (typeof version !== "string") return "is missing or is not text";
  if (version.trim() === "") return "must not be empty";
  if (version.length > MAX_VERSION_LENGTH)
    return `must have at most ${MAX_VERSION_LENGTH} characters`;
  // Addresses end in /versions/latest, so a version of that name could never be asked for.
  if (version === "latest") return 'must not be "latest", which names the newest version';
  return characterProblem(version);
}

export function descriptionProblem(description: unknown): string | null {
  if (typeof description !== "string") return "is missing or is not text";
  if (description.trim() === "") return "must not be empty";
  if (description.length > MAX_DESCRIPTION_LENGTH)
    return `must have at most ${MAX_DESCRIPTION_LENGTH} characters`;
  return null;
}

export function titleProblem(title: unknown): string | null {
  if (title === undefined || title === null) return null;
  if (typeof title !== "string") return "is not text";
  if (title.length > MAX_TITLE_LENGTH) return `must have at most ${MAX_TITLE_LENGTH} characters`;
  return characterProblem(title);
}

export function characterProblem(text: string): string | null {
  if (CONTROL.test(text)) return "holds control characters";
  if (LONE_SURROGATE.test(text)) return "holds half a character (a lone surrogate)";
  return null;
}

/** What Postgres can store: neither NUL nor half characters, each shown as the replacement sign. */
export function storableText(text: string): string {
  return text.replace(/\u0000|\p{Surrogate}/gu, "\ufffd");
}
