import { objectsIn, textIn } from "#lib/catalog/core/json-fields.ts";
import { ownValue, type JsonObject } from "#lib/kernel/json.ts";
import type { EntryFacts } from "../core/facts.ts";
import { isPlainValue, placeholderFor } from "./placeholder-values.ts";
import type { Setting, Wanted } from "./placeholders.ts";
import type { Word } from "./words.ts";

const MAX_DECLARED = 200;
const FLAG = /^--?[A-Za-z][\w-]{0,60}$/;

type Declared = Pick<Wanted, "variables" | "given" | "givenFor">;

/**
 * What a server.json declares for the package of this name: `environmentVariables` and `packageArguments`
 * of its official schema. What it declares for the program that runs it (`runtimeArguments`) is not read.
 */
export function declaredSettings(entry: EntryFacts | null, identifier: string): Declared {
  const packages = objectsIn(entry?.document ?? {}, "packages");
  const own = packages.find((one) => textIn(one, "identifier") === identifier) ?? {};
  const given = objectsIn(own, "packageArguments").slice(0, MAX_DECLARED).map(argumentOf);
  return {
    variables: objectsIn(own, "environmentVariables").slice(0, MAX_DECLARED).map(settingOf),
    given: given.flatMap(({ words }) => words),
    givenFor: given.flatMap(({ madeUp }) => madeUp),
  };
}

function settingOf(input: JsonObject): Setting {
  return {
    name: textIn(input, "name"),
    isRequired: ownValue(input, "isRequired") === true,
    word: valueOf(input),
    format: textIn(input, "format") || "string",
  };
}

/** A value that is fixed or offered; never that of a secret. */
function valueOf(input: JsonObject): Word | null {
  if (ownValue(input, "isSecret") === true) return null;
  const fixed = [textIn(input, "value"), textIn(input, "default")].find((text) => text !== "");
  if (fixed !== undefined) return isPlainValue(fixed) ? { text: fixed } : null;
  const choice = ownValue(input, "isRequired") === true ? choiceOf(input) : undefined;
  return choice === undefined ? null : { text: choice };
}

function choiceOf(input: JsonObject): string | undefined {
  const given = ownValue(input, "choices");
  const choices = (Array.isArray(given) ? given : []).filter((one) => typeof one === "string");
  return choices.includes("stdio") ? "stdio" : choices.find(isPlainValue);
}

type Argument = { words: readonly Word[]; madeUp: readonly string[] };
const NO_ARGUMENT: Argument = { words: [], madeUp: [] };

function argumentOf(input: JsonObject): Argument {
  return textIn(input, "type") === "named" ? namedArgument(input) : placedArgument(input);
}

function namedArgument(input: JsonObject): Argument {
  const { name, isRequired, word, format } = settingOf(input);
  if (!FLAG.test(name)) return NO_ARGUMENT;
  const flag = { text: name };
  if (word !== null) return { words: [flag, word], madeUp: [] };
  if (!isRequired) return NO_ARGUMENT;
  if (format === "boolean") return { words: [flag], madeUp: [] };
  return { words: [flag, placeholderFor(name, format)], madeUp: [name] };
}

function placedArgument(input: JsonObject): Argument {
  const { name, isRequired, word, format } = settingOf(input);
  // Many write their flags as arguments by place.
  const literal = textIn(input, "value");
  if (FLAG.test(literal)) return { words: [{ text: literal }], madeUp: [] };
  if (word !== null) return { words: [word], madeUp: [] };
  if (!isRequired) return NO_ARGUMENT;
  const called = textIn(input, "valueHint") || name;
  return { words: [placeholderFor(called, format)], madeUp: ["an argument"] };
}
