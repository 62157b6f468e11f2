/** How each kind of difference between two documents reads, and how much it matters. */
import { isJsonObject, type Json } from "#lib/kernel/json.ts";
import type { Change } from "./document-change.ts";
import { kindOf } from "./document-change.ts";
import type { Difference } from "./document-walk.ts";
import { parsedUrl, fillTemplate } from "./safe-url.ts";

type Reading = Pick<Change, "group" | "title" | "weight">;
type Row = {
  pattern: RegExp;
  group: Change["group"];
  weight: Change["weight"] | ((difference: Difference) => Change["weight"]);
  title: (difference: Difference) => string;
};

const VERBS = { added: "added", removed: "removed", changed: "changed" } as const;

const named =
  (subject: string) =>
  (difference: Difference): string =>
    `${subject}${of(difference)} ${VERBS[kindOf(difference)]}`;

const of = ({ keys }: Difference): string => (keys.length === 0 ? "" : ` of ${quoted(keys)}`);
const quoted = (keys: readonly string[]): string => `"${keys.at(-1) ?? ""}"`;

const flagOf = (entry: Json | undefined, flag: string): boolean =>
  isJsonObject(entry) && entry[flag] === true;

/** An input that people must fill in, or that holds a secret, is worth a look when it appears. */
const asksForMuch = ({ before, after }: Difference): boolean =>
  [before, after].some((side) => flagOf(side, "isSecret") || flagOf(side, "isRequired"));

function inputTitle(kind: string) {
  return (difference: Difference): string => {
    const { before, after } = difference;
    const entry = after ?? before;
    const marks = [
      flagOf(entry, "isRequired") ? "required" : "",
      flagOf(entry, "isSecret") ? "secret" : "",
    ].filter((mark) => mark !== "");
    const what = `${[...marks, kind].join(" ")} ${quoted(difference.keys)}`;
    return kindOf(difference) === "added" ? `New ${what}` : `${capitalized(what)} removed`;
  };
}

function flagTitle(set: string, unset: string) {
  return (difference: Difference): string =>
    `${quoted(difference.keys)} is ${difference.after === true ? set : unset}`;
}

function addressTitle(difference: Difference): string {
  const [from, to] = [hostIn(difference.before), hostIn(difference.after)];
  return from !== to && from !== "" && to !== ""
    ? `Remote address moved from ${from} to ${to}`
    : `Remote address ${VERBS[kindOf(difference)]}`;
}

function hostIn(value: Json | undefined): string {
  return typeof value === "string" ? (parsedUrl(fillTemplate(value))?.host ?? "") : "";
}

const INPUT_LIST = "(?:environmentVariables|headers)\\[\\]";
const ARGUMENT_LIST = "(?:packageArguments|runtimeArguments)\\[\\]";

/** The first row that fits counts; the last fits everything, so that no change goes unseen. */
const ROWS: readonly Row[] = [
  {
    pattern: /^packages\[\]$/,
    group: "security",
    weight: "high",
    title: (d) => `Package ${quoted(d.keys)} ${VERBS[kindOf(d)]}`,
  },
  {
    pattern: /^remotes\[\]$/,
    group: "security",
    weight: "high",
    title: (d) => `Remote ${quoted(d.keys)} ${VERBS[kindOf(d)]}`,
  },
  { pattern: /^remotes\[\]\.url$/, group: "security", weight: "high", title: addressTitle },
  {
    pattern: /^packages\[\]\.identifier$/,
    group: "security",
    weight: "high",
    title: named("Package identifier"),
  },
  {
    pattern: /^packages\[\]\.registryType$/,
    group: "security",
    weight: "high",
    title: named("Package type"),
  },
  {
    pattern: /^packages\[\]\.registryBaseUrl$/,
    group: "security",
    weight: "high",
    title: named("Package registry"),
  },
  {
    pattern: /^packages\[\]\.fileSha256$/,
    group: "security",
    weight: (d) => (d.after === undefined ? "high" : "normal"),
    title: named("File digest"),
  },
  {
    pattern: /^packages\[\]\.runtimeHint$/,
    group: "security",
    weight: "high",
    title: named("Runtime"),
  },
  {
    pattern: /^(?:remotes\[\]\.type|packages\[\]\.transport\..*type)$/,
    group: "security",
    weight: "high",
    title: named("Transport"),
  },
  {
    pattern: /^packages\[\]\.transport\.url$/,
    group: "security",
    weight: "high",
    title: named("Transport address"),
  },
  {
    pattern: new RegExp(`environmentVariables\\[\\]$`),
    group: "security",
    weight: (d) => (asksForMuch(d) ? "high" : "normal"),
    title: inputTitle("environment variable"),
  },
  {
    pattern: /headers\[\]$/,
    group: "security",
    weight: (d) => (asksForMuch(d) ? "high" : "normal"),
    title: inputTitle("header"),
  },
  {
    pattern: new RegExp(`${INPUT_LIST}\\.isSecret$`),
    group: "security",
    weight: "high",
    title: flagTitle("now a secret", "no longer treated as a secret"),
  },
  {
    pattern: new RegExp(`(?:${INPUT_LIST}|${ARGUMENT_LIST})\\.isRequired$`),
    group: "security",
    weight: (d) => (d.after === true ? "high" : "normal"),
    title: flagTitle("now required", "no longer required"),
  },
  {
    pattern: new RegExp(`(?:${INPUT_LIST}|${ARGUMENT_LIST})\\.(?:value|default)$`),
    group: "security",
    weight: "normal",
    title: named("Preset value"),
  },
  {
    pattern: new RegExp(`${ARGUMENT_LIST}(?:$|\\.(?:name|type)$)`),
    group: "security",
    weight: "high",
    title: (d) => `Command-line argument ${quoted(d.keys)} ${VERBS[kindOf(d)]}`,
  },
  {
    pattern: /(?:^|\.)(?:permissions?|scopes?|capabilities)(?:$|\.|\[)/i,
    group: "security",
    weight: "high",
    title: (d) => `Permissions ${VERBS[kindOf(d)]}: ${d.path}`,
  },
  {
    pattern: /^repository(?:$|\.)/,
    group: "metadata",
    weight: "high",
    title: (d) => `Repository ${VERBS[kindOf(d)]}${lastField(d)}`,
  },
  {
    pattern: /^packages\[\]\.version$/,
    group: "metadata",
    weight: "normal",
    title: named("Package version"),
  },
  { pattern: /^title$/, group: "metadata", weight: "normal", title: named("Title") },
  { pattern: /^description$/, group: "metadata", weight: "normal", title: named("Description") },
  { pattern: /^websiteUrl$/, group: "metadata", weight: "normal", title: named("Website") },
  {
    pattern: /^icons/,
    group: "metadata",
    weight: "normal",
    title: (d) => `Icon ${VERBS[kindOf(d)]}`,
  },
  {
    pattern: /(?:^)/,
    group: "metadata",
    weight: "normal",
    title: (d) => `${d.path} ${VERBS[kindOf(d)]}`,
  },
];

export function readDifference(difference: Difference): Reading | null {
  const row = ROWS.find(({ pattern }) => pattern.test(difference.pattern));
  if (row === undefined) return null;
  const { group, weight, title } = row;
  return {
    group,
    title: title(difference),
    weight: typeof weight === "string" ? weight : weight(difference),
  };
}

function lastField({ pattern }: Difference): string {
  const field = pattern.split(".")[1];
  return field === undefined ? "" : ` (${field})`;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
