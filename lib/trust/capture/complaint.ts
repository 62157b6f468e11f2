/** What a server that ends by itself says it wants. A stranger's text: only short names are taken from it. */
import { isCredential } from "./placeholder-values.ts";

/** Longer texts are read so far. */
const MAX_READ = 32_768;
const MAX_NAMES = 20;
/** Lines that may belong to a demand. */
const MAX_LINES = 6;

const linesOf = (said: string): string[] => said.slice(0, MAX_READ).split("\n");
const DEMANDS = /requir|missing|provid|must|need|specif|expect|not set|\b(?:please|set|pass)\b/i;
const USAGE = /^\s*(?:usage|options|commands|examples)\b/i;
const IS_OVER = /^\s*(?:at .*)?$/;

/** The lines that demand something, with lists that follow; where none does, how it is to be used. */
function demandIn(said: string): string {
  const demand: string[] = [];
  let left = 0;
  for (const line of linesOf(said)) {
    const isUsage = USAGE.test(line);
    if (isUsage && demand.length > 0) break;
    if (isUsage) left = 1;
    else if (DEMANDS.test(line)) left = MAX_LINES;
    else if (IS_OVER.test(line)) left = 0;
    if (left-- > 0) demand.push(line);
  }
  return demand.join("\n");
}

/** Words of Node's own errors. */
const NOT_A_SETTING = /^(?:ERR|E[A-Z]+|MODULE|UNHANDLED|DEP)_/;

/** What it names, as environment variables such as `ACME_API_KEY`, flags, and an address. */
export type Named = {
  variables: readonly string[];
  flags: readonly AskedFlag[];
  /** Whether it wants an address as an argument without a name. */
  wantsAddress: boolean;
};

/** What it demands as it ends. */
export function demandedIn(said: string): Named {
  const demand = demandIn(said);
  return withoutFiles({
    variables: variablesIn(demand),
    flags: flagsIn(demand),
    wantsAddress: asksForAddress(demand),
  });
}

/** Whatever it names that servers cannot do without. */
export const namedIn = (said: string): Named =>
  withoutFiles({
    variables: variablesIn(said),
    flags: flagsIn(said).filter(({ flag }) => isCredential(flag)),
    wantsAddress: false,
  });

/** What may be read from a file may be given as it is as well, and never both. */
function withoutFiles({ variables, flags, wantsAddress }: Named): Named {
  const isKept = (name: string) => !/[_-](?:file|path)$/i.test(name);
  if (variables.length + flags.length < 2) return { variables, flags, wantsAddress };
  return {
    variables: variables.filter(isKept),
    flags: flags.filter(({ flag }) => isKept(flag)),
    wantsAddress,
  };
}

function variablesIn(said: string): string[] {
  const found = linesOf(said).flatMap((line) => [
    ...(line.match(/(?<![\w$-])[A-Z][A-Z0-9]{0,40}(?:_[A-Z0-9]{1,40}){1,8}(?!\w)/g) ?? []),
    ...(line.match(/(?<![\w$-])[A-Z][A-Z0-9]{2,40}(?= (?:environment|env)\b)/g) ?? []),
  ]);
  return [...new Set(found)].filter((name) => !NOT_A_SETTING.test(name)).slice(0, MAX_NAMES);
}

type AskedFlag = {
  /** `--api-key` */
  flag: string;
  /** Whether its value is written behind `=`. */
  joined: boolean;
};

/** These make it do something else. */
const OTHER_FLAGS =
  /^--(?:help|version|verbose|debug|https?|sse|stdio|host|port|transport|no-.*|insecure.*)$/;

function flagsIn(said: string): AskedFlag[] {
  const found = new Map<string, AskedFlag>();
  for (const line of linesOf(said))
    for (const [, flag = "", sign] of line.matchAll(
      /(?<![\w-])(--[a-z][a-z0-9-]{1,40})(?![\w-])(=)?/g,
    ))
      if (!OTHER_FLAGS.test(flag) && (sign === "=" || !found.has(flag)))
        found.set(flag, { flag, joined: sign === "=" });
  return [...found.values()].slice(0, MAX_NAMES);
}

const asksForAddress = (said: string): boolean =>
  linesOf(said).some(
    (line) =>
      /\bur[li]s?\b.{0,80}\bargument|\bargument.{0,80}\bur[li]\b/i.test(line) ||
      (!line.includes(" --") && /<[^<>]{0,40}\bur[li]\b[^<>]{0,20}>/i.test(line)),
  );

/** How a key has to begin: a few characters that mean nothing anywhere. */
export function prefixIn(said: string): string | null {
  const text = said.slice(0, MAX_READ);
  const [, begins] = /\b(?:start|begin)s? with:? ?["'`]?([A-Za-z0-9]{1,8}[_-])/i.exec(text) ?? [];
  const [, expected] =
    /\bexpected ["'`]?([A-Za-z0-9]{1,8}[_-])(?:\*|\.\.\.|x{3})/i.exec(text) ?? [];
  return begins ?? expected ?? null;
}
