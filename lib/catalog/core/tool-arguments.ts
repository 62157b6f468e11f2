/** What a tool can be passed, read from its input schema: a stranger's JSON that may hold anything. */
import { isJsonObject, ownValue, type Json, type JsonObject } from "#lib/kernel/json.ts";
import { objectIn, textIn } from "./json-fields.ts";

export type ToolArgument = {
  /** With the path of an argument inside another one: `filter.from`. */
  name: string;
  /** In words: "list of text", "one of: a, b". */
  type: string;
  isRequired: boolean;
  description: string;
};

const MAX_ARGUMENTS = 100;
const MAX_DEPTH = 2;
const MAX_CHOICES = 12;

export function toolArguments(schema: JsonObject | null): ToolArgument[] {
  return schema === null ? [] : argumentsIn(schema, "", 1).slice(0, MAX_ARGUMENTS);
}

function argumentsIn(schema: JsonObject, prefix: string, depth: number): ToolArgument[] {
  const required = ownValue(schema, "required") ?? [];
  const isRequired = (name: string) => Array.isArray(required) && required.includes(name);
  return Object.entries(objectIn(schema, "properties"))
    .slice(0, MAX_ARGUMENTS)
    .flatMap(([name, value]) => {
      const property = isJsonObject(value) ? value : {};
      const argument = {
        name: prefix + name,
        type: typeInWords(property),
        isRequired: isRequired(name),
        description: textIn(property, "description"),
      };
      const inner = depth < MAX_DEPTH ? argumentsIn(property, `${argument.name}.`, depth + 1) : [];
      return [argument, ...inner];
    });
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: "text",
  integer: "whole number",
  number: "number",
  boolean: "yes or no",
  object: "object",
  null: "nothing",
};

function typeInWords(schema: JsonObject): string {
  const choices = ownValue(schema, "enum");
  if (Array.isArray(choices)) return choiceWords(choices);
  const constant = ownValue(schema, "const");
  if (constant !== undefined) return `always ${plain(constant)}`;
  return typeWords(schema) ?? unionWords(schema) ?? "anything";
}

function typeWords(schema: JsonObject): string | null {
  const type = ownValue(schema, "type");
  if (Array.isArray(type)) return type.map(String).map(wordFor).join(" or ");
  if (type === "array") {
    const items = objectIn(schema, "items");
    return Object.keys(items).length === 0 ? "list" : `list of ${typeInWordsOf(items)}`;
  }
  return typeof type === "string" ? wordFor(type) : null;
}

/** Lists of lists are named only as far as a person can follow. */
const typeInWordsOf = (items: JsonObject) =>
  ownValue(items, "type") === "array" ? "lists" : typeInWords(items);

function unionWords(schema: JsonObject): string | null {
  const union = ownValue(schema, "anyOf") ?? ownValue(schema, "oneOf");
  if (!Array.isArray(union)) return null;
  const words = union
    .filter(isJsonObject)
    .slice(0, MAX_CHOICES)
    .map((option) => typeWords(option) ?? "anything");
  return [...new Set(words)].join(" or ") || null;
}

const wordFor = (type: string) =>
  (Object.hasOwn(TYPE_WORDS, type) ? TYPE_WORDS[type] : type) ?? type;

function choiceWords(choices: readonly Json[]): string {
  const shown = choices.slice(0, MAX_CHOICES).map(plain).join(", ");
  const more = choices.length - MAX_CHOICES;
  return `one of: ${shown}${more > 0 ? ` and ${more} more` : ""}`;
}

const plain = (value: Json) => (typeof value === "string" ? value : JSON.stringify(value));
