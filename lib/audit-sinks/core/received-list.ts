import { isJsonObject, type Json, type JsonObject } from "#lib/kernel/json.ts";

/** Of a list that is sent to the web process; the command line takes longer ones. */
export const MAX_LIST_BYTES = 32 * 1_048_576;

export const tooLongWords = (): string =>
  `The list has more than ${MAX_LIST_BYTES / 1_048_576} MiB: compare it with the command line, which reads it from a file of any length.`;

export type Place = { writer: string; epoch: number; seq: number };

/**
 * Where a line of a list from the SIEM says its record stands: our JSON, OCSF (nested or flattened
 * by the SIEM, also inside `result`, `_raw`, `event` or `body`), CEF or LEEF, with or without a
 * syslog header. `other`: a line that is no record, such as a checkpoint; null: not understood.
 */
export const placeOf = (line: string): Place | "other" | null => placeOfText(line, 0);

function placeOfText(line: string, depth: number): Place | "other" | null {
  const text = line.trim().replace(/^\ufeff/, "");
  if (text === "") return "other";
  if (text.startsWith("{")) return placeInJson(parse(text), depth);
  // The first of the three begins the body: the others may stand in somebody's text.
  const starts = [/CEF:\d\|/, /LEEF:\d\.\d\|/, /(?<=\] \ufeff?)\{/].map((mark) =>
    text.search(mark),
  );
  const [at = -1] = starts.filter((start) => start !== -1).sort((a, b) => a - b);
  if (at === -1) return null;
  const body = text.slice(at);
  if (at === starts[0]) return placeInCef(body);
  return at === starts[1] ? placeInLeef(body) : placeInJson(parse(body), depth);
}

const WRAPPERS = ["result", "_raw", "event", "body", "_source", "data", "raw"];
const MAX_DEPTH = 4;

function placeInJson(value: Json | null, depth: number): Place | "other" | null {
  if (depth > MAX_DEPTH) return null;
  if (typeof value === "string") return value.length > 1 ? placeOfText(value, depth) : null;
  if (!isJsonObject(value)) return null;
  return placeInMembers(value) ?? placeInWrapper(value, depth);
}

function placeInMembers(value: JsonObject): Place | "other" | null {
  const fields = isJsonObject(value["unmapped"]) ? value["unmapped"] : value;
  const read = (name: string) => member(fields, name) ?? member(value, `unmapped.${name}`);
  const type = read("type");
  return placeFrom(read) ?? (type === "checkpoint" || type === "export" ? "other" : null);
}

function placeInWrapper(value: JsonObject, depth: number): Place | "other" | null {
  for (const name of WRAPPERS) {
    const inner = member(value, name);
    const found = inner === undefined ? null : placeInJson(inner, depth + 1);
    if (found) return found;
  }
  return null;
}

/** `key=value` pairs of CEF: a value runs to the next ` key=` that is not escaped. */
function placeInCef(text: string): Place | "other" | null {
  const extension = /^CEF:\d(?:\|(?:[^|\\]|\\.)*){6}\|(.*)$/s.exec(text)?.[1] ?? "";
  const fields = new Map<string, string>();
  for (const [, key = "", value = ""] of extension.matchAll(
    /(?:^|\s)([A-Za-z][\w.]*)=((?:[^\\=]|\\.)*?)(?=\s[A-Za-z][\w.]*=|$)/gs,
  ))
    if (!fields.has(key)) fields.set(key, value.replace(/\\([\\=])/g, "$1"));
  if (fields.get("cat") === "checkpoint") return "other";
  const names: Record<string, string> = { writer: "deviceExternalId", epoch: "cn1", seq: "cn2" };
  return placeFrom((name) => fields.get(names[name] ?? name));
}

function placeInLeef(text: string): Place | "other" | null {
  const [, delimiter = "", attributes = ""] = /^LEEF:\d\.\d(?:\|[^|]*){4}\|([^|]*)\|(.*)$/s.exec(text) ?? []; // prettier-ignore
  const code = /^0?x([0-9a-f]{1,4})$/i.exec(delimiter)?.[1];
  const separator = code ? String.fromCharCode(parseInt(code, 16)) : delimiter || "\t";
  const pairs = attributes.split(separator).map((pair): [string, string] => {
    const at = pair.indexOf("=");
    return [pair.slice(0, at), pair.slice(at + 1)];
  });
  const fields = new Map(pairs);
  if (fields.get("cat") === "checkpoint") return "other";
  return placeFrom((name) => fields.get(name));
}

function placeFrom(read: (name: string) => Json | undefined): Place | null {
  const writer = read("writer");
  const [epoch, seq] = [whole(read("epoch")), whole(read("seq"))];
  return typeof writer === "string" && writer !== "" && epoch !== null && seq !== null
    ? { writer, epoch, seq }
    : null;
}

function whole(value: Json | undefined): number | null {
  if (typeof value !== "number" && typeof value !== "string") return null;
  const number = typeof value === "string" && !/^\d{1,15}$/.test(value) ? NaN : Number(value);
  return Number.isSafeInteger(number) && number >= 1 ? number : null;
}

const member = (object: JsonObject, key: string): Json | undefined =>
  Object.hasOwn(object, key) ? object[key] : undefined;

function parse(text: string): Json | null {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}
