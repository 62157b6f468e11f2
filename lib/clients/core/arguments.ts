import { type Fields, listOf, textOf } from "./document.ts";
import { valueOf } from "./settings.ts";
import { problemOfLiteral } from "./safe-text.ts";
import { isLiteral, type Reading, type Template, variableOf } from "./variable.ts";

/** One argument of a command line: zero, one or two words, or more when it repeats. */
export type ArgPart = {
  /** The flag of a named argument, with its dashes. */
  readonly flag: string | null;
  /** Null for a flag that takes no value. */
  readonly value: Template | null;
  /** An argument that is not required and has neither value nor default is left out. */
  readonly isRequired: boolean;
  readonly repeats: boolean;
  /** Present only when this environment variable is passed (`docker run -e NAME`). */
  readonly onlyWith: string | null;
};

const PLAIN = { flag: null, value: null, isRequired: true, repeats: false, onlyWith: null };

export const word = (text: string): ArgPart => ({ ...PLAIN, value: [text] });

export const passEnvironment = (name: string): ArgPart => ({
  ...PLAIN,
  flag: "-e",
  value: [name],
  onlyWith: name,
});

/** True for words that are the same for everybody. */
export const isFixed = (part: ArgPart) => part.value === null || isLiteral(part.value);

/** The `runtimeArguments` or `packageArguments` of a package (server.json §Argument). */
export function argumentsOf(value: unknown, reading: Reading): ArgPart[] {
  const parts = listOf(value).flatMap(
    (input, index) =>
      (input["type"] === "named" ? named(input, reading) : positional(input, index, reading)) ?? [],
  );
  return keepPositions(parts);
}

function named(input: Fields, reading: Reading): ArgPart | null {
  const flag = textOf(input["name"]);
  const problem =
    flag === null || /[\s<>$]/.test(flag)
      ? `The argument name ${JSON.stringify(flag ?? "")} is not usable.`
      : problemOfLiteral(flag, "An argument name");
  if (flag === null || problem !== null) {
    reading.problems.push(problem ?? "");
    return null;
  }
  const common = { ...PLAIN, flag, repeats: input["isRepeated"] === true };
  if (takesNoValue(input)) return common;
  const own = variableOf(input, flag.replace(/^-+/, "") || flag);
  const value = valueOf(input, { own, kind: "argument", where: `The value of ${flag}` }, reading);
  return { ...common, value, isRequired: own.isRequired };
}

/** Nothing describes a value: it is a switch. VS Code draws the line at the same place. */
const takesNoValue = (input: Fields) =>
  ["value", "default", "description", "valueHint", "choices", "placeholder"].every(
    (field) => textOf(input[field]) === null && !Array.isArray(input[field]),
  ) && input["isRequired"] !== true;

function positional(input: Fields, index: number, reading: Reading): ArgPart {
  const own = variableOf(input, textOf(input["valueHint"]) ?? `argument-${index + 1}`);
  const about = { own, kind: "argument", where: `Argument ${index + 1}` } as const;
  const value = valueOf(input, about, reading);
  return { ...PLAIN, value, isRequired: own.isRequired, repeats: input["isRepeated"] === true };
}

/** Leaving out a positional argument would shift those after it, so then it is required. */
function keepPositions(parts: readonly ArgPart[]): ArgPart[] {
  const last = parts.map((part) => part.flag === null && isCertain(part)).lastIndexOf(true);
  return parts.map((part, index) =>
    part.flag === null && index < last ? { ...part, isRequired: true } : part,
  );
}

const isCertain = (part: ArgPart) =>
  part.isRequired ||
  (part.value ?? []).every((piece) => typeof piece === "string" || piece.variable.default !== null);
