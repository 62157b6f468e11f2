/** Between the fields of a form, which are texts, and what a request asks for. */
import { isJsonObject, ownValue, type Json, type JsonObject } from "#lib/kernel/json.ts";
import { hiddenCharacters } from "#lib/catalog/core/look-alike.ts";
import { toolFacts, type ToolFacts } from "#lib/catalog/core/tool-facts.ts";

export type FormValues = Readonly<Record<string, string>>;

export const DEPLOYMENT_FIELDS = [
  "environment",
  "provider",
  "operatedBy",
  "region",
  "residency",
  "address",
] as const;

/** An address that changes, and what it becomes. */
export const ENDPOINT_FIELDS = ["from", "to"] as const;

/** Sent as they stand; each kind of request takes what it knows. */
const PLAIN = [
  "kind",
  "server",
  "serverName",
  "ownerTeam",
  "responsible",
  "deputy",
  "origin",
  "dataClassification",
  "deploymentModel",
  "changelog",
  "renew",
  "message",
  "deprecatesOn",
  "brownoutOn",
  "retiresOn",
  "rule",
  "version",
  "option",
  "control",
  "justification",
  "dataTouched",
  "usedBy",
  "urgency",
  "targetDate",
  "submit",
  "requestId",
  "revision",
] as const;

/** An empty field asks for nothing here, rather than for zero or none. */
const IF_GIVEN = ["categories", "tags", "days", "successor"] as const;

export type Written = { input: Record<string, unknown>; problems: Record<string, string[]> };

/** What a filled-in form asks for, and which of its fields cannot be read. */
export function askedBy(values: FormValues): Written {
  const tools = readTools(values["tools"] ?? "");
  const toolMap = readToolMap(values["toolMap"] ?? "");
  const problems: Record<string, string[]> = {};
  if ("problem" in tools) problems["tools"] = [tools.problem];
  if ("problem" in toolMap) problems["toolMap"] = [toolMap.problem];
  return {
    input: {
      ...Object.fromEntries(
        PLAIN.filter((name) => name in values).map((name) => [name, values[name]]),
      ),
      ...Object.fromEntries(
        IF_GIVEN.filter((name) => values[name]).map((name) => [name, values[name]]),
      ),
      ...partsIn(values, "deployment", DEPLOYMENT_FIELDS),
      ...(values["endpoint.to"] ? partsIn(values, "endpoint", ENDPOINT_FIELDS) : {}),
      ...("tools" in tools && tools.tools.length > 0 ? { tools: tools.tools } : {}),
      ...("map" in toolMap ? { toolMap: toolMap.map } : {}),
    },
    problems,
  };
}

/** Left out as a whole where nothing of it is filled in. */
function partsIn(
  values: FormValues,
  field: string,
  parts: readonly string[],
): Record<string, Record<string, string>> {
  const given = parts.map((name) => [name, values[`${field}.${name}`] ?? ""] as const);
  const isGiven = given.some(([, value]) => value.trim() !== "");
  return isGiven ? { [field]: Object.fromEntries(given) } : {};
}

/**
 * Tools as a JSON list, as the answer of tools/list, or one on each line: `name: what it does`.
 */
export function readTools(text: string): { tools: Json[] } | { problem: string } {
  const written = text.trim();
  if (written === "") return { tools: [] };
  if (!/^[[{]/.test(written))
    return {
      tools: written.split(/\r?\n/).flatMap((line) => {
        const [name = "", ...rest] = line.split(":");
        return name.trim() === ""
          ? []
          : [{ name: name.trim(), description: rest.join(":").trim() }];
      }),
    };
  try {
    const value = JSON.parse(written) as Json;
    const list = isJsonObject(value) ? (toolList(value) ?? null) : value;
    return Array.isArray(list)
      ? { tools: list }
      : { problem: "Paste the list of tools, or the answer of tools/list." };
  } catch {
    return { problem: "This is not JSON. Write a tool on each line instead: name: what it does." };
  }
}

function toolList(value: JsonObject): Json | undefined {
  const result = ownValue(value, "result");
  return ownValue(isJsonObject(result) ? result : value, "tools");
}

type Mapping = { from: string; to: string | null };

/** One on each line: `old -> new`, or `old` alone for a tool that nothing replaces. */
export function readToolMap(text: string): { map: Mapping[] } | { problem: string } {
  const map: Mapping[] = [];
  for (const line of text
    .split(/\r?\n/)
    .map((one) => one.trim())
    .filter(Boolean)) {
    const [from = "", to = "", ...rest] = line.split(/\s*(?:->|→|=>)\s*/);
    if (from === "" || rest.length > 0)
      return {
        problem: `Write each line as: old_tool -> new_tool. This is not: ${line.slice(0, 80)}`,
      };
    map.push({ from, to: to === "" ? null : to });
  }
  return { map };
}

/**
 * JSON as a form shows it: everything that a screen may not show as itself is written as an escape,
 * so that reading and sending it loses nothing and hides nothing.
 */
export function writeJson(value: Json): string {
  const text = JSON.stringify(value, null, 2);
  let written = "";
  let end = 0;
  for (const { index, codePoint } of hiddenCharacters(text)) {
    const character = String.fromCodePoint(codePoint);
    written +=
      text.slice(end, index) +
      [...Array(character.length).keys()].map((at) => escaped(character.charCodeAt(at))).join("");
    end = index + character.length;
  }
  return written + text.slice(end);
}

const escaped = (unit: number) => `\\u${unit.toString(16).padStart(4, "0")}`;

export function writeTools(tools: readonly ToolFacts[]): string {
  if (tools.length === 0) return "";
  const plain = tools.map((tool) =>
    Object.fromEntries(Object.entries(tool).filter(([, value]) => value !== null)),
  );
  return writeJson(plain);
}

const textOf = (value: Json | undefined): string => {
  if (typeof value === "string") return value;
  if (typeof value === "number" || value === true) return String(value);
  return Array.isArray(value) ? value.filter((one) => typeof one === "string").join(", ") : "";
};

/** A stored payload as the fields of its form. */
export function valuesOfPayload(payload: JsonObject): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [field, value] of Object.entries(payload)) {
    if (field === "tools") values["tools"] = writeTools(toolFacts(value));
    else if (field === "toolMap") values["toolMap"] = mapText(value);
    else if (isJsonObject(value))
      for (const [name, member] of Object.entries(value))
        values[`${field}.${name}`] = textOf(member);
    else values[field] = textOf(value);
  }
  return values;
}

function mapText(value: Json): string {
  const entries = Array.isArray(value) ? value.filter(isJsonObject) : [];
  return entries
    .map((entry) => {
      const to = textOf(ownValue(entry, "to"));
      return to === ""
        ? textOf(ownValue(entry, "from"))
        : `${textOf(ownValue(entry, "from"))} -> ${to}`;
    })
    .join("\n");
}
