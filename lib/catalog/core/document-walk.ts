/**
 * The differences of two documents, entry matched with entry by what identifies it (a package by
 * its identifier, a variable by its name), so that inserting one does not make all others differ.
 */
import {
  canonicalJson,
  isJsonObject,
  ownValue,
  type Json,
  type JsonObject,
} from "#lib/kernel/json.ts";
import { textIn } from "./json-fields.ts";

export type Difference = {
  /** With the entries' keys: `packages[npm @acme/files].version`. */
  path: string;
  /** Without them: `packages[].version`. */
  pattern: string;
  /** The keys of the entries on the way, outermost first. */
  keys: readonly string[];
  before: Json | undefined;
  after: Json | undefined;
};

type Place = Pick<Difference, "path" | "pattern" | "keys">;

const ROOT: Place = { path: "", pattern: "", keys: [] };

export function differences(
  before: Json | undefined,
  after: Json | undefined,
  place: Place = ROOT,
): Difference[] {
  if (sameMeaning(before, after)) return [];
  if (isEmptied(before, after)) return [{ ...place, before, after }];
  if (isEntryList(before, after, place))
    return listDifferences(listOf(before), listOf(after), place);
  if (isObjectPair(before, after))
    return objectDifferences(objectOf(before), objectOf(after), place);
  return [{ ...place, before, after }];
}

function sameMeaning(before: Json | undefined, after: Json | undefined): boolean {
  if (before === undefined || after === undefined) return before === after;
  return before === after || canonicalJson(before) === canonicalJson(after);
}

/** An empty list or object that comes or goes has no members to tell about, so it tells itself. */
function isEmptied(before: Json | undefined, after: Json | undefined): boolean {
  if (before !== undefined && after !== undefined) return false;
  const side = before ?? after;
  if (Array.isArray(side)) return side.length === 0;
  return isJsonObject(side) && Object.keys(side).length === 0;
}

/** Lists of objects are compared entry by entry; an absent list counts as empty. */
function isEntryList(before: Json | undefined, after: Json | undefined, place: Place): boolean {
  if (!KEYED.has(place.pattern.slice(place.pattern.lastIndexOf(".") + 1))) return false;
  return [before, after].every((side) => side === undefined || Array.isArray(side));
}

function isObjectPair(before: Json | undefined, after: Json | undefined): boolean {
  return [before, after].every((side) => side === undefined || isJsonObject(side));
}

function objectDifferences(before: JsonObject, after: JsonObject, place: Place): Difference[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].flatMap((name) => {
    const member = place.path === "" ? name : `.${name}`;
    return differences(ownValue(before, name), ownValue(after, name), {
      path: place.path + member,
      pattern: place.pattern + member,
      keys: place.keys,
    });
  });
}

function listDifferences(
  before: readonly Json[],
  after: readonly Json[],
  place: Place,
): Difference[] {
  const list = place.pattern.slice(place.pattern.lastIndexOf(".") + 1);
  const pairs = matchEntries(keyedEntries(before, list), keyedEntries(after, list), list);
  return pairs.flatMap(({ key, before: old, after: young }) => {
    const entry: Place = {
      path: `${place.path}[${key}]`,
      pattern: `${place.pattern}[]`,
      keys: [...place.keys, key],
    };
    return old === undefined || young === undefined
      ? [{ ...entry, before: old, after: young }]
      : differences(old, young, entry);
  });
}

type Pair = { key: string; before: Json | undefined; after: Json | undefined };

function matchEntries(
  before: ReadonlyMap<string, Json>,
  after: ReadonlyMap<string, Json>,
  list: string,
): Pair[] {
  const gone = [...before].filter(([key]) => !after.has(key));
  const fresh = [...after].filter(([key]) => !before.has(key));
  const [oneGone, oneFresh] = [gone[0], fresh[0]];
  const kept = [...before]
    .filter(([key]) => after.has(key))
    .map(([key, value]): Pair => ({ key, before: value, after: after.get(key) }));

  // The only one that left and the only one that came: the entry changed its identity.
  if (RENAMEABLE.has(list) && gone.length === 1 && fresh.length === 1 && oneGone && oneFresh)
    return [...kept, { key: oneGone[0], before: oneGone[1], after: oneFresh[1] }];
  return [
    ...kept,
    ...gone.map(([key, value]): Pair => ({ key, before: value, after: undefined })),
    ...fresh.map(([key, value]): Pair => ({ key, before: undefined, after: value })),
  ];
}

function keyedEntries(entries: readonly Json[], list: string): Map<string, Json> {
  const keyed = new Map<string, Json>();
  const seen = new Map<string, number>();
  for (const [at, entry] of entries.entries()) {
    const key = (isJsonObject(entry) ? KEYED.get(list)?.(entry) : undefined) || `${at + 1}`;
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    keyed.set(count === 1 ? key : `${key} (${count})`, entry);
  }
  return keyed;
}

const RENAMEABLE = new Set(["packages", "remotes"]);

const byName = (entry: JsonObject): string => textIn(entry, "name");
const byArgument = (entry: JsonObject): string =>
  textIn(entry, "name") || textIn(entry, "valueHint") || textIn(entry, "value");

const KEYED: ReadonlyMap<string, (entry: JsonObject) => string> = new Map([
  ["packages", (entry) => `${textIn(entry, "registryType")} ${withoutTag(entry)}`.trim()],
  ["remotes", (entry) => textIn(entry, "url")],
  ["icons", (entry) => textIn(entry, "src")],
  ["environmentVariables", byName],
  ["headers", byName],
  ["packageArguments", byArgument],
  ["runtimeArguments", byArgument],
]);

/** An image's tag is its version, which changes every time; the image stays the same. */
function withoutTag(entry: JsonObject): string {
  const identifier = textIn(entry, "identifier");
  if (textIn(entry, "registryType") !== "oci") return identifier;
  const name = identifier.split("@", 1)[0] ?? "";
  const slash = name.lastIndexOf("/");
  const colon = name.lastIndexOf(":");
  return colon > slash ? name.slice(0, colon) : name;
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

function objectOf(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}
