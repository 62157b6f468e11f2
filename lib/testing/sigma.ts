import { parseAllDocuments } from "yaml";
import { isJsonObject, type Json, type JsonObject } from "#lib/kernel/json.ts";

/** As much of Sigma (specification 2.0, correlations included) as our sample rules use. */
type Rule = JsonObject & { title: string; id: string };
export type SigmaFile = { rules: Rule[]; correlation: Rule | null };

export function readSigma(text: string): SigmaFile {
  const documents = parseAllDocuments(text, { strict: true }).map((document) => {
    if (document.errors[0]) throw document.errors[0];
    return document.toJS() as Rule;
  });
  const correlation = documents.find((rule) => rule["correlation"] !== undefined) ?? null;
  return { rules: documents.filter((rule) => rule["detection"] !== undefined), correlation };
}

/** The fields that a rule's selections and correlations ask for. */
export function fieldsOf({ rules, correlation }: SigmaFile): string[] {
  const asked = rules.flatMap((rule) => {
    const { condition: _condition, ...selections } = rule["detection"] as JsonObject;
    return Object.values(selections).flatMap((one) => Object.keys(one as JsonObject));
  });
  const grouped = correlation ? ((correlation["correlation"] as JsonObject)["group-by"] ?? []) : [];
  return [...asked.map((field) => field.split("|")[0] ?? ""), ...(grouped as string[])];
}

export function matches(rule: Rule, event: JsonObject): boolean {
  const { condition, ...selections } = rule["detection"] as JsonObject;
  const holds = (name: string) => selectionHolds(selections[name] ?? null, event);
  return evaluate(textOf(condition), Object.keys(selections), holds);
}

/** Whether a file's correlation, or without one its rule, fires over events in time order. */
export function fires({ rules, correlation }: SigmaFile, events: readonly JsonObject[]): boolean {
  if (!correlation) return events.some((event) => rules.some((rule) => matches(rule, event)));
  const facts = correlation["correlation"] as JsonObject;
  const named = facts["rules"] as string[];
  const ordered = named.map((name) => rules.find((rule) => rule["name"] === name));
  const counted = events.filter((event) => ordered.some((rule) => rule && matches(rule, event)));
  const groups = new Map<string, JsonObject[]>();
  for (const event of counted) {
    const by = ((facts["group-by"] ?? []) as string[]).map((field) => valueAt(event, field));
    const key = JSON.stringify(by);
    groups.set(key, [...(groups.get(key) ?? []), event]);
  }
  // Without any event there is still one (empty) group: absence is what `lt` asks for.
  const lists = groups.size === 0 ? [[]] : [...groups.values()];
  const span = milliseconds(textOf(facts["timespan"]));
  if (facts["type"] === "event_count")
    return lists.some((list) => countHolds(list, span, facts["condition"] as Record<string, number>)); // prettier-ignore
  return lists.some((list) => inOrder(list, ordered, span));
}

function countHolds(
  list: readonly JsonObject[],
  span: number,
  condition: Record<string, number>,
): boolean {
  // prettier-ignore
  const times = list.map(timeOf);
  const counts = times.map((from) => times.filter((time) => time >= from && time < from + span).length); // prettier-ignore
  const most = Math.max(0, ...counts);
  return Object.entries(condition).every(([name, number]) => compare(name, most, number));
}

function inOrder(
  list: readonly JsonObject[],
  rules: readonly (Rule | undefined)[],
  span: number,
): boolean {
  // prettier-ignore
  return list.some((start) => {
    let from = list.indexOf(start);
    return rules.every((rule) => {
      const found = list.findIndex((event, index) => index >= from && rule && matches(rule, event) && timeOf(event) - timeOf(start) < span); // prettier-ignore
      from = found + 1;
      return found !== -1;
    });
  });
}

const timeOf = (event: JsonObject): number =>
  Date.parse(textOf(valueAt(event, "at") ?? event["at"]));

const textOf = (value: Json | undefined): string =>
  typeof value === "string" ? value : JSON.stringify(value ?? null);

function milliseconds(timespan: string): number {
  const [, count, unit = ""] = /^(\d+)([smhd])$/.exec(timespan) ?? [];
  return Number(count) * ({ s: 1, m: 60, h: 3_600, d: 86_400 }[unit] ?? NaN) * 1_000;
}

function selectionHolds(selection: Json, event: JsonObject): boolean {
  if (Array.isArray(selection)) return selection.some((one) => selectionHolds(one, event));
  if (!isJsonObject(selection)) throw new Error("A selection is a map or a list of maps.");
  return Object.entries(selection).every(([key, wanted]) => {
    const [field = "", ...modifiers] = key.split("|");
    const values = [valueAt(event, field)].flat();
    return [wanted].flat().some((one) => values.some((value) => valueHolds(value, modifiers, one)));
  });
}

function valueHolds(value: Json | undefined, modifiers: string[], wanted: Json): boolean {
  const [modifier] = modifiers;
  if (wanted === null) return value === null || value === undefined;
  if (value === null || value === undefined) return false;
  const [has, asked] = [textOf(value).toLowerCase(), textOf(wanted).toLowerCase()];
  switch (modifier) {
    case undefined:
      return has === asked;
    case "startswith":
      return has.startsWith(asked);
    case "contains":
      return has.includes(asked);
    default:
      return compare(modifier, Number(value), Number(wanted));
  }
}

function compare(name: string, value: number, wanted: number): boolean {
  const rules: Record<string, boolean> = { lt: value < wanted, lte: value <= wanted, gt: value > wanted, gte: value >= wanted, eq: value === wanted }; // prettier-ignore
  const holds = rules[name];
  if (holds === undefined) throw new Error(`Not known: ${name}`);
  return holds;
}

/** A member by its dotted name, also where the SIEM keeps our fields below `unmapped`. */
export function valueAt(event: JsonObject, field: string): Json | undefined {
  const base = isJsonObject(event["unmapped"]) ? event["unmapped"] : event;
  return field.split(".").reduce<Json | undefined>((at, name) => (isJsonObject(at) ? at[name] : undefined), base); // prettier-ignore
}

/** Conditions of names with and, or, not, brackets and "1 of them". */
function evaluate(condition: string, names: string[], holds: (name: string) => boolean): boolean {
  const words = condition.match(/[()]|[^\s()]+/g) ?? [];
  const either = (): boolean => {
    let value = both();
    while (words[0] === "or") {
      words.shift();
      value = both() || value;
    }
    return value;
  };
  const both = (): boolean => {
    let value = one();
    while (words[0] === "and") {
      words.shift();
      value = one() && value;
    }
    return value;
  };
  const one = (): boolean => {
    const word = words.shift();
    if (word === "not") return !one();
    if (word === "(") {
      const value = either();
      words.shift();
      return value;
    }
    if (word === "1" && words.splice(0, 2).join(" ") === "of them") return names.some(holds);
    if (word === undefined || !names.includes(word)) throw new Error(`Not known: ${word}`);
    return holds(word);
  };
  const value = either();
  if (words.length > 0) throw new Error(`Left over: ${words.join(" ")}`);
  return value;
}
