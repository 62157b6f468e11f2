/** What a tool deals with, guessed from its name and description (toxic flows; cf. Snyk W015 to W020). */
import { ownValue } from "#lib/kernel/json.ts";
import type { Tool } from "../facts.ts";
import { wordsOf } from "./definition-words.ts";

export const TOOL_LABELS = {
  untrusted: "reads what strangers write",
  sensitive: "reads what only some may see",
  destructive: "changes or deletes",
  egress: "sends to the outside",
} as const;
export type ToolLabel = keyof typeof TOOL_LABELS;

const words = (list: string): ReadonlySet<string> => new Set(list.split(" "));

const SIGNS: Readonly<Record<ToolLabel, ReadonlySet<string>>> = {
  untrusted: words(
    "fetch browse scrape crawl web website webpage url urls rss feed email emails mail inbox issue issues comment comments messages tweets reviews",
  ),
  sensitive: words(
    "email emails mail inbox file files document documents calendar contacts password passwords secret secrets credential credentials payment payments invoice invoices customer customers patient database sql salary",
  ),
  destructive: words(
    "delete remove drop destroy overwrite truncate write update execute run shell command kill purge reset",
  ),
  egress: words("send post upload publish share forward webhook notify reply tweet"),
};

/** Classes of data as publishers declare them, and the words that speak of them. */
const DATA_CLASSES: Readonly<Record<string, ReadonlySet<string>>> = {
  mail: words("email emails mail inbox"),
  files: words("file files document documents folder folders"),
  payment: words("payment payments invoice invoices card checkout"),
  credentials: words("password passwords secret secrets credential credentials"),
  personal: words("contacts customer customers patient calendar salary"),
};

/** What follows tells no more about what a tool is for. */
const READ_CHARACTERS = 2_000;

function wordsFor({ name, description }: Tool): string[] {
  // Names are written in camelCase as well.
  const spaced = name.slice(0, 200).replace(/([a-z])([A-Z])/g, "$1 $2");
  return [
    ...textsOf(spaced),
    ...withoutDenied(textsOf((description ?? "").slice(0, READ_CHARACTERS))),
  ];
}

const textsOf = (text: string): string[] => wordsOf(text).map((word) => word.text);

const DENIES = words("no never not without nothing");
const DENIED_WORDS = 2;

/** "Never reads files" is not about files. */
const withoutDenied = (said: readonly string[]): string[] =>
  said.filter(
    (_, at) => !said.slice(Math.max(0, at - DENIED_WORDS), at).some((word) => DENIES.has(word)),
  );

export function labelsOf(tool: Tool): ToolLabel[] {
  const said = wordsFor(tool);
  const hint = (key: string) =>
    tool.annotations === null ? undefined : ownValue(tool.annotations, key);
  const holds: Readonly<Record<ToolLabel, boolean>> = {
    untrusted: has(said, SIGNS.untrusted),
    sensitive: has(said, SIGNS.sensitive),
    destructive:
      hint("readOnlyHint") !== true &&
      (hint("destructiveHint") === true || has(said, SIGNS.destructive)),
    egress: has(said, SIGNS.egress),
  };
  return (Object.keys(holds) as ToolLabel[]).filter((label) => holds[label]);
}

export function dataClassesOf(tools: readonly Tool[]): string[] {
  const said = tools.flatMap(wordsFor);
  return Object.keys(DATA_CLASSES).filter((name) => has(said, DATA_CLASSES[name] ?? new Set()));
}

const has = (said: readonly string[], signs: ReadonlySet<string>): boolean =>
  said.some((word) => signs.has(word));
