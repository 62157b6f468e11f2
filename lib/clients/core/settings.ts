import { type Fields, fieldsOf, listOf, ownField, textOf } from "./document.ts";
import { isOneLine, problemOfLiteral } from "./safe-text.ts";
import { claim, isLiteral, type Reading, type Template, variableOf } from "./variable.ts";
import type { Variable } from "./variable.ts";

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
const HOLE = /\{([A-Za-z_][A-Za-z0-9_.-]*)\}/g;

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
    const variable = fieldsOf(ownField(declared, name));
    if (variable !== null) return claim(reading, variableOf(variable, name, about.own.isSecret));
    // The specification leaves undeclared braces as they are. In a header that would send the
    // braces to the server (documents in the live registry do this), so there we ask.
    return about.kind === "header"
      ? claim(
          reading,
          variableOf({ isRequired: true, description: about.own.description }, name, true),
        )
      : null;
  });
  if (!about.own.isSecret || !isLiteral(template)) return template;

  reading.notes.push(
    `The document carries a value for the secret ${about.own.name}; it is left out.`,
  );
  return [{ variable: claim(reading, about.own) }];
}

function checkLiteral(text: string, about: About, reading: Reading) {
  const problem = problemOfLiteral(text, about.where);
  if (problem !== null) reading.problems.push(problem);
  else if (about.kind === "header" && !isOneLine(text))
    reading.problems.push(`${about.where} has more than one line.`);
}

/** Splits a text at its `{name}`s; a name that `find` does not know stays text. */
export function withHoles(text: string, find: (name: string) => Variable | null): Template {
  const pieces: (string | { variable: Variable })[] = [];
  let literal = "";
  let end = 0;
  for (const match of text.matchAll(HOLE)) {
    const variable = find(match[1] ?? "");
    if (variable === null) continue;
    literal += text.slice(end, match.index);
    if (literal !== "") pieces.push(literal);
    pieces.push({ variable });
    literal = "";
    end = match.index + match[0].length;
  }
  literal += text.slice(end);
  return literal === "" && pieces.length > 0 ? pieces : [...pieces, literal];
}
