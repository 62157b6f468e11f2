import { type Fields, textOf } from "./document.ts";
import { hasUnsafeCharacters } from "./safe-text.ts";

export type VariableFormat = "string" | "number" | "boolean" | "filepath";

/** Something a person has to say before a server can run. */
export type Variable = {
  readonly name: string;
  readonly description: string;
  readonly isRequired: boolean;
  /** Secrets never appear in what we generate: only a reference to them does. */
  readonly isSecret: boolean;
  /** Always null for a secret. */
  readonly default: string | null;
  readonly choices: readonly string[];
  readonly format: VariableFormat;
  readonly placeholder: string | null;
};

/** A text with holes. */
export type Template = readonly Piece[];
export type Piece = string | { readonly variable: Variable };

/** What reading one package or remote has found so far; a problem means it cannot be launched. */
export type Reading = {
  readonly taken: Map<string, Variable>;
  readonly problems: string[];
  readonly notes: string[];
};

export const newReading = (): Reading => ({ taken: new Map(), problems: [], notes: [] });

const FORMATS: readonly VariableFormat[] = ["string", "number", "boolean", "filepath"];

/** The `Input` of server.json §Input, as a variable called `name`. */
export function variableOf(input: Fields, name: string, insideSecret = false): Variable {
  const isSecret = insideSecret || input["isSecret"] === true;
  const fallback = isSecret ? null : textOf(input["default"]);
  const choices = Array.isArray(input["choices"]) ? input["choices"] : [];
  return {
    name,
    description: textOf(input["description"]) ?? "",
    isRequired: input["isRequired"] === true,
    isSecret,
    default: fallback !== null && hasUnsafeCharacters(fallback) ? null : fallback,
    choices: choices.flatMap((choice: unknown) => {
      const text = textOf(choice);
      return text === null || hasUnsafeCharacters(text) ? [] : [text];
    }),
    format: FORMATS.find((format) => format === input["format"]) ?? "string",
    placeholder: textOf(input["placeholder"]),
  };
}

/** The name under which a client finds the value in its environment: `X-API-Key` is `X_API_KEY`. */
export function environmentName(variable: Pick<Variable, "name">): string {
  const name = variable.name.toUpperCase().replace(/[^A-Z0-9]+/g, "_");
  return /^[0-9]/.test(name) || name === "" ? `_${name}` : name;
}

/**
 * Two inputs that say the same thing are one question. Two that differ must not share a value (one
 * may be secret and the other not), so the later one is renamed.
 */
export function claim(reading: Reading, variable: Variable): Variable {
  for (let attempt = 1; ; attempt += 1) {
    const named = attempt === 1 ? variable : { ...variable, name: `${variable.name}-${attempt}` };
    const key = environmentName(named);
    const present = reading.taken.get(key);
    if (present === undefined) reading.taken.set(key, named);
    if (present === undefined || isSame(present, named)) return present ?? named;
  }
}

const isSame = (one: Variable, other: Variable) => JSON.stringify(one) === JSON.stringify(other);

export const isLiteral = (template: Template): template is readonly string[] =>
  template.every((piece) => typeof piece === "string");

/** The variable that is the whole template, if it is just one. */
export function soleVariable(template: Template): Variable | null {
  const [piece, ...rest] = template;
  return rest.length === 0 && typeof piece === "object" ? piece.variable : null;
}
