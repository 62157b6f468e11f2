import { type Fields, fieldsOf, listOf, ownField, textOf } from "./document.ts";
import { isOneLine, problemOfLiteral } from "./safe-text.ts";
import { claim, isLiteral, variableOf } from "./variable.ts";
import type { Piece, Reading, Template, Variable } from "./variable.ts";

/** An environment variable or a header: what it is, and what goes into it. */
export type Setting = Variable & { readonly value: Template };

const NAMES = {
  // Real documents also use dots and hyphens here; a shell could not set those, a client can.
  environment: /^[A-Za-z_][A-Za-z0-9_.-]*$/,
  // RFC 9110 §5.1, field-name.
  header: /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/,
};
export type SettingKind = keyof typeof NAMES;

/** `{name}` of server.json; other braces stay what they are. */
const HOLE = /\{(-{0,2}[A-Za-z_][A-Za-z0-9_.-]*)\}/g;

export function settingsOf(value: unknown, kind: SettingKind, reading: Reading): Setting[] {
  return listOf(value).flatMap((input) => settingOf(input, kind, reading) ?? []);
}

function settingOf(input: Fields, kind: SettingKind, reading: Reading): Setting | null {
  const name = textOf(input["name"]) ?? "";
  if (!NAMES[kind].test(name)) {
    reading.problems.push(`The ${kind} name ${JSON.stringify(name)} is not usable.`);
    return null;
  }
  const own = variableOf(input, name);
  const value = valueOf(input, { own, kind, where: `The value of ${name}` }, reading);
  return { ...own, value };
}

type About = { own: Variable; kind: SettingKind | "argument"; where: string };

/** The fixed `value` with its variables, or one hole that a person fills. */
export function valueOf(input: Fields, about: About, reading: Reading): Template {
  const fixed = textOf(input["value"]);
  if (fixed === null) return [{ variable: claim(reading, about.own) }];

  checkLiteral(fixed, about, reading);
  const declared = fieldsOf(input["variables"]);
  const template = withHoles(fixed, (name) => {
    const input = fieldsOf(ownField(declared, name)) ?? undeclared(about);
    const insideSecret = about.own.isSecret || !Object.hasOwn(declared ?? {}, name);
    return input === null
      ? null
      : { variable: claim(reading, variableOf(input, name, insideSecret)) };
  });
  if (!about.own.isSecret || !isLiteral(template)) return template;

  reading.notes.push(
    `The document carries a value for the secret ${about.own.name}; it is left out.`,
  );
  return [{ variable: claim(reading, about.own) }];
}

/**
 * The specification leaves undeclared braces as they are. In a header that would send the braces
 * to the server (documents in the live registry do this), so there we ask, as for a secret.
 */
const undeclared = ({ kind, own }: About): Fields | null =>
  kind === "header" ? { isRequired: true, description: own.description } : null;

function checkLiteral(text: string, about: About, reading: Reading) {
  const problem = problemOfLiteral(text, about.where);
  if (problem !== null) reading.problems.push(problem);
  else if (about.kind === "header" && !isOneLine(text))
    reading.problems.push(`${about.where} has more than one line.`);
}

/** Splits a text at its `{name}`s; a name that `find` does not know stays text. */
export function withHoles(text: string, find: (name: string) => Piece | null): Template {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(HOLE)) {
    const piece = find(match[1] ?? "");
    if (piece === null) continue;
    pieces.push(text.slice(end, match.index), piece);
    end = match.index + match[0].length;
  }
  return joined([...pieces, text.slice(end)]);
}

/** Without empty pieces, and with neighbouring text in one piece. */
function joined(pieces: readonly Piece[]): Template {
  const result: Piece[] = [];
  for (const piece of pieces) {
    const before = result.at(-1);
    if (typeof piece === "string" && typeof before === "string")
      result[result.length - 1] = before + piece;
    else if (piece !== "") result.push(piece);
  }
  return result.length === 0 ? [""] : result;
}
