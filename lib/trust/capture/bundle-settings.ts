/** What a bundle's manifest gives its server: https://github.com/modelcontextprotocol/mcpb MANIFEST.md. */
import { objectIn, textIn } from "#lib/catalog/core/json-fields.ts";
import { ownValue, type JsonObject } from "#lib/kernel/json.ts";
import { configOf, plainPath } from "../mcpb/bundle-manifest.ts";
import { isPlainValue, placeholderFor } from "./placeholder-values.ts";
import type { Setting, Wanted } from "./placeholders.ts";
import type { Word } from "./words.ts";

const MAX_ARGUMENTS = 50;
const MAX_VARIABLES = 200;
/** Characters of an argument or a value. */
const MAX_WORD = 1_024;
const SETTING = /^\$\{user_config\.([\w.-]{1,200})\}$/;

/** What a client would put behind the file that starts it; a setting that nobody has made is left out. */
export const bundleArguments = (manifest: JsonObject, start: string): Word[] =>
  textsBehind(manifest, start).flatMap((text) => argument(manifest, text) ?? []);

/** The same with placeholders for settings that nobody has made, and the variables that it names. */
export function bundleSettings(
  manifest: JsonObject,
  start: string,
): Pick<Wanted, "variables" | "given" | "givenFor"> {
  const given: Word[] = [];
  const givenFor: string[] = [];
  for (const text of textsBehind(manifest, start)) {
    const [, key] = SETTING.exec(text) ?? [];
    const word = argument(manifest, text) ?? (key === undefined ? null : madeUp(manifest, key));
    if (word !== null) given.push(word);
    if (key !== undefined && argument(manifest, text) === null) givenFor.push(key);
  }
  const variables = Object.entries(objectIn(configOf(manifest), "env"))
    .slice(0, MAX_VARIABLES)
    .map(([name, value]) => variable(manifest, name, typeof value === "string" ? value : ""));
  return { variables, given, givenFor };
}

function textsBehind(manifest: JsonObject, start: string): string[] {
  const args = ownValue(configOf(manifest), "args");
  const texts = (Array.isArray(args) ? args : []).filter((one) => typeof one === "string");
  const at = texts.findIndex((one) => plainPath(one) === start);
  return at === -1 ? [] : texts.slice(at + 1, at + 1 + MAX_ARGUMENTS);
}

/** Null: it stands for a setting that nobody has made, or for something outside. */
function argument(manifest: JsonObject, text: string): Word | null {
  const [, key] = SETTING.exec(text) ?? [];
  if (key !== undefined) return setting(settingCalled(manifest, key));
  if (text.startsWith("${__dirname}")) return ownPath(text);
  return text.includes("${") || text.length > MAX_WORD ? null : { text };
}

function ownPath(text: string): Word | null {
  const own = plainPath(text);
  const isOwn = own.length <= MAX_WORD && !own.includes("${") && !own.split("/").includes("..");
  return isOwn ? { own } : null;
}

const settingCalled = (manifest: JsonObject, key: string): JsonObject =>
  objectIn(objectIn(manifest, "user_config"), key);

function setting(declared: JsonObject): Word | null {
  if (textIn(declared, "type") === "directory") return "a folder";
  const given = ownValue(declared, "default");
  const isPlain =
    typeof given === "string" || typeof given === "number" || typeof given === "boolean";
  const text = isPlain ? String(given) : "";
  return text === "" || text.includes("${") || text.length > MAX_WORD ? null : { text };
}

const madeUp = (manifest: JsonObject, key: string): Word =>
  placeholderFor(key, textIn(settingCalled(manifest, key), "type") || "string");

function variable(manifest: JsonObject, name: string, value: string): Setting {
  const [, key] = SETTING.exec(value) ?? [];
  const declared = key === undefined ? {} : settingCalled(manifest, key);
  return {
    name,
    isRequired: true,
    word: key === undefined ? literal(value) : offered(declared),
    format: textIn(declared, "type") || "string",
  };
}

function literal(value: string): Word | null {
  if (value.startsWith("${__dirname}")) return ownPath(value);
  return isPlainValue(value) ? { text: value } : null;
}

/** What it offers to people, never of a secret. */
function offered(declared: JsonObject): Word | null {
  const word = ownValue(declared, "sensitive") === true ? null : setting(declared);
  return word !== null && typeof word === "object" && "text" in word && !isPlainValue(word.text)
    ? null
    : word;
}
