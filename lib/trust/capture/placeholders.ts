import { demandedIn, namedIn, prefixIn, type Named } from "./complaint.ts";
import {
  isCredential,
  looksNeeded,
  mayBeGiven,
  placeholderAddress,
  placeholderFor,
} from "./placeholder-values.ts";
import type { Word } from "./words.ts";

const MAX_VARIABLES = 60;
const MAX_ARGUMENTS = 20;

/** A setting that somebody declares. */
export type Setting = {
  name: string;
  isRequired: boolean;
  /** As it would be given; null: nobody has said what. */
  word: Word | null;
  format: string;
};

/** What is known of what a server wants before it speaks. */
export type Wanted = {
  variables: readonly Setting[];
  /** All that stands behind the file that starts it, with placeholders where something is missing. */
  given: readonly Word[];
  /** What of that is made up. */
  givenFor: readonly string[];
  /** Names of variables that its own code reads. */
  read: readonly string[];
};

export type Placeholders = {
  variables: ReadonlyMap<string, Word>;
  /** Behind the file that starts it, instead of what it is given otherwise. */
  given: readonly Word[];
  /** What was made up, by its name. */
  names: readonly string[];
};

/**
 * Placeholders by what it said each time as it ended. `asked`: for what is required or was demanded;
 * `all`: also for what may be given, what its code reads, and whatever it named.
 */
export function placeholders(
  wanted: Wanted,
  said: readonly string[],
  width: "asked" | "all",
): Placeholders {
  const named = [...said.map(demandedIn), ...(width === "all" ? said.map(namedIn) : [])];
  const variables = variablesFor(wanted, { named, said, width });
  const flags = new Map(named.flatMap((one) => one.flags).map((flag) => [flag.flag, flag]));
  const asked = [...flags.values()].filter(({ flag }) => !holds(wanted.given, flag));
  const address = named.some(({ wantsAddress }) => wantsAddress)
    ? [{ text: placeholderAddress(said.join("\n").toUpperCase()) }]
    : [];
  const given = [...wanted.given, ...address];
  const flagged: string[] = [];
  for (const flag of asked) {
    const words = flagWords(flag, said);
    if (given.length + words.length > MAX_ARGUMENTS) break;
    given.push(...words);
    flagged.push(flag.flag);
  }
  const declared = new Set(wanted.variables.flatMap(({ name, word }) => (word ? [name] : [])));
  return {
    variables,
    given: given.slice(0, MAX_ARGUMENTS),
    names: [
      ...[...variables.keys()].filter((name) => !declared.has(name)),
      ...wanted.givenFor,
      ...address.map(() => "an address"),
      ...flagged,
    ],
  };
}

const holds = (given: readonly Word[], flag: string): boolean =>
  given.some(
    (word) =>
      typeof word === "object" &&
      "text" in word &&
      (word.text === flag || word.text.startsWith(`${flag}=`)),
  );

type Asked = { named: readonly Named[]; said: readonly string[]; width: "asked" | "all" };

function variablesFor(
  { variables, read }: Wanted,
  { named, said, width }: Asked,
): Map<string, Word> {
  const declared = new Map(variables.map((one) => [one.name, one]));
  const isWanted = ({ name, isRequired, word }: Setting) =>
    isRequired || (width === "all" && (word !== null || looksNeeded(name)));
  const names = [
    ...named.flatMap((one) => one.variables),
    ...variables.filter(isWanted).map(({ name }) => name),
    ...(width === "all" ? read.filter(looksNeeded) : []),
  ];
  return new Map(
    [...new Set(names)]
      .filter(mayBeGiven)
      .slice(0, MAX_VARIABLES)
      .map((name) => {
        const { word = null, format = "string" } = declared.get(name) ?? {};
        return [name, word ?? withPrefix(name, placeholderFor(name, format), said)];
      }),
  );
}

function flagWords({ flag, joined }: Named["flags"][number], said: readonly string[]): Word[] {
  const word = withPrefix(flag, placeholderFor(flag), said);
  if (!joined || word === "a folder" || "own" in word) return [{ text: flag }, word];
  return [{ text: `${flag}=${word.text}` }];
}

/** Some look at how a key begins, and say how it has to. */
function withPrefix(name: string, word: Word, said: readonly string[]): Word {
  const prefix = said.map(prefixIn).find((one) => one !== null);
  if (prefix === undefined || !isCredential(name)) return word;
  return word === "a folder" || "own" in word ? word : { text: `${prefix}${word.text}` };
}
