import type { ServerJson } from "#lib/catalog/core/server-json.ts";
import { fillAddress, fillProgram, type Reference } from "./fill.ts";
import { type Launch, launchesOf, refusedLaunchesOf, type StdioLaunch } from "./launch.ts";
import type { RemoteLaunch } from "./launch-kinds.ts";

export type ApprovedEntry = {
  /** The exact registry name. */
  readonly name: string;
  readonly document: ServerJson;
};

/** One entry of allowedMcpServers; exactly one property, as every client demands. */
export type Matcher =
  { readonly serverUrl: string } | { readonly serverCommand: readonly string[] };

export type NotExpressible = { readonly name: string; readonly reason: string };

type Found = { readonly matchers: readonly Matcher[]; readonly missing: readonly NotExpressible[] };

/**
 * Every way to start or reach the approved servers, exactly: these are the commands and addresses
 * that the Connect panel gives out. `gallery` adds the form VS Code's gallery installs.
 */
export function matchersOf(entries: readonly ApprovedEntry[], gallery: boolean): Found {
  const found = entries.map((entry) => matchersOfEntry(entry, gallery));
  return {
    matchers: sortedUnique(found.flatMap(({ matchers }) => matchers)),
    missing: sortedUnique(found.flatMap(({ missing }) => missing)),
  };
}

function matchersOfEntry({ name, document }: ApprovedEntry, gallery: boolean): Found {
  const matchers: Matcher[] = [];
  const reasons: string[] = refusalsOf(document);
  for (const launch of launchesOf(document)) {
    const result = matchersOfLaunch(launch, gallery);
    if (typeof result === "string") reasons.push(`${launch.label}: ${result}`);
    else matchers.push(...result);
  }
  return { matchers, missing: reasons.map((reason) => ({ name, reason })) };
}

/** What stands in the way of each package and remote that has no launch at all. */
export function refusalsOf(document: ServerJson): string[] {
  const reasons = refusedLaunchesOf(document).map(({ label, reason }) => `${label}: ${reason}`);
  const isEmpty = reasons.length === 0 && launchesOf(document).length === 0;
  return isEmpty ? ["The document names no package and no remote."] : reasons;
}

function matchersOfLaunch(launch: Launch, gallery: boolean): Matcher[] | string {
  if (launch.kind === "bundle") return "A bundle has no command and no address to compare.";
  if (launch.kind === "stdio") return matchersOfProgram(launch, gallery);
  return matchersOfRemote(launch);
}

/** What a reference leaves in the text, so that an open question is noticed. */
const OPEN = "\u0000";
const asOpen: Reference = () => OPEN;
const exactly = { values: {}, reference: asOpen };

function matchersOfProgram(launch: StdioLaunch, gallery: boolean): Matcher[] | string {
  const { command, args } = fillProgram(launch, exactly);
  const fromGallery =
    gallery && launch.galleryArgs !== null
      ? [{ serverCommand: [command, ...launch.galleryArgs] }]
      : [];
  if (!args.some((arg) => arg.includes(OPEN)))
    return [{ serverCommand: [command, ...args] }, ...fromGallery];
  return fromGallery.length > 0
    ? fromGallery
    : "Its arguments differ from person to person, and only exact commands can be compared.";
}

function matchersOfRemote(launch: RemoteLaunch): Matcher[] | string {
  const serverUrl = fillAddress(launch, exactly);
  if (serverUrl.includes(OPEN))
    return "Its address differs from person to person; a wildcard would admit other servers.";
  if (serverUrl.includes("*")) return "Its address contains *, which would be read as a wildcard.";
  return [{ serverUrl }];
}

/** The same text for the same set, in whatever order it came. */
export function sortedUnique<Item>(items: readonly Item[]): Item[] {
  const byText = new Map(items.map((item) => [JSON.stringify(item), item]));
  return [...byText.keys()].sort(byCodeUnit).flatMap((text) => byText.get(text) ?? []);
}

/** Not by locale: an export must not depend on the language of the machine that wrote it. */
export const byCodeUnit = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);
