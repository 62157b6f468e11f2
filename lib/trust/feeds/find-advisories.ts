import type { Reach } from "../collect/reach.ts";
import { noteAdvisories } from "./kept-advisories.ts";
import type { Advisory, AdvisoryFacts, Got } from "../core/facts.ts";
import type { Reason } from "../core/words.ts";
import { fixesFor, isAffected } from "./affected.ts";
import { askOsv, type Found, type Queried } from "./ask-osv.ts";
import { highestBaseScore } from "./cvss.ts";
import { ecosystemOf, type Ecosystem } from "./ecosystems.ts";
import { lookUp, type FeedStore } from "./feed-store.ts";
import { noteFeed } from "./fetch-json.ts";
import { findExploitation, type Exploitation } from "./find-exploitation.ts";
import { groupBy } from "./group-by.ts";
import { joinAliases, namesOf } from "./join-aliases.ts";
import type { OsvEntry } from "./osv-record.ts";

/**
 * The advisories about an artifact and what it needs: from imported exports that are fresh, else
 * from OSV's service, with EPSS and KEV by their CVEs (MTF SC-02). `missingFeeds` with `osv`: some
 * components or advisories could not be looked up, and what was found is not all.
 */
export async function findAdvisories(
  reach: Reach,
  components: readonly Queried[],
  feeds: FeedStore,
): Promise<Got<AdvisoryFacts>> {
  reach.onStep("Looking for advisories");
  const search = await searchOsv(reach, components, feeds);
  if (search.refused !== null && !search.hasAnswered) return { ok: false, ...search.refused };
  const groups = joinAliases(search.found);
  const cves = [...new Set(groups.flatMap(({ entries }) => entries.flatMap(cvesOf)))].sort();
  const exploitation = await findExploitation(reach, cves, feeds);
  const from = [...search.from, ...exploitation.from].sort();
  const value: AdvisoryFacts = {
    feedsFrom: from[0] ?? reach.now().toISOString(),
    missingFeeds: [...(search.isWhole ? [] : ["osv" as const]), ...exploitation.missing],
    advisories: groups.map((group) => advisoryOf(group, exploitation)),
  };
  return {
    ok: true,
    value,
    evidence: [...search.evidence, ...exploitation.evidence, noteAdvisories(reach, value)],
  };
}

type Search = {
  found: Found[];
  from: string[];
  evidence: string[];
  /** Whether anything could be looked up. */
  hasAnswered: boolean;
  isWhole: boolean;
  refused: { reason: Reason; detail: string } | null;
};

async function searchOsv(
  reach: Reach,
  components: readonly Queried[],
  feeds: FeedStore,
): Promise<Search> {
  const search: Search = {
    ...{ found: [], from: [], evidence: [] },
    ...{ hasAnswered: components.length === 0, isWhole: true, refused: null },
  };
  const left: Queried[] = [];
  let old: string | null = null;
  for (const [ecosystem, own] of groupBy(once(components), ({ purl }) => ecosystemOf(purl))) {
    const why =
      ecosystem === null ? "missing" : await searchFeed(reach, { ecosystem, own, feeds, search });
    if (why !== null) left.push(...own);
    if (ecosystem !== null && (why === "stale" || why === "damaged"))
      old = `The imported advisories about ${ecosystem.name} are ${why === "stale" ? "older than 72 hours" : "damaged: import them again"}.`;
  }
  if (left.length > 0) await searchService(reach, { left, old, feeds, search });
  return search;
}

/** One question for each package and version. */
function once(components: readonly Queried[]): Queried[] {
  const byPurl = new Map<string, Queried>();
  for (const one of components)
    if (one.isArtifact || !byPurl.has(one.purl)) byPurl.set(one.purl, one);
  return [...byPurl.values()];
}

type FeedSearch = { ecosystem: Ecosystem; own: Queried[]; feeds: FeedStore; search: Search };

/** Null: the imported export has answered. */
async function searchFeed(
  reach: Reach,
  { ecosystem, own, feeds, search }: FeedSearch,
): Promise<"missing" | "stale" | "damaged" | null> {
  const { feed, packageName, compare } = ecosystem;
  const keys = [...new Set(own.map(({ name }) => packageName(name)))].sort();
  const looked = await lookUp(feeds, feed, { keys, now: reach.now() });
  if (!looked.ok) return looked.why;
  for (const component of own) {
    const texts = looked.found.get(packageName(component.name)) ?? [];
    for (const entry of texts.map((text) => JSON.parse(text) as OsvEntry))
      if (entry.affected.some((one) => isAffected(component.version, one, compare)))
        search.found.push({ component, entry });
  }
  search.hasAnswered = true;
  search.from.push(looked.meta.from);
  search.evidence.push(noteFeed(reach, looked.meta, { asked: keys, found: looked.found }));
  return null;
}

type ServiceSearch = { left: Queried[]; old: string | null; feeds: FeedStore; search: Search };

async function searchService(
  reach: Reach,
  { left, old, feeds, search }: ServiceSearch,
): Promise<void> {
  const { osv: base } = reach.sources;
  const answer =
    base === null
      ? {
          ok: false as const,
          reason: "unreachable" as const,
          detail: "OSV is switched off, and no advisories were imported.",
        }
      : await askOsv(reach, base, { components: left, feeds });
  if (!answer.ok) {
    search.isWhole = false;
    search.refused =
      old === null
        ? { reason: answer.reason, detail: answer.detail }
        : { reason: "feed_stale", detail: old };
    return;
  }
  search.hasAnswered = true;
  search.isWhole = answer.isWhole;
  search.found.push(...answer.found);
  search.from.push(reach.now().toISOString());
  search.evidence.push(...answer.evidence);
}

const cvesOf = (entry: OsvEntry) => namesOf(entry).filter((name) => name.startsWith("CVE-"));

function advisoryOf(
  { component, entries: [first, ...others] }: ReturnType<typeof joinAliases>[number],
  { epss, kev }: Exploitation,
): Advisory {
  const entries = [first, ...others];
  const names = new Set(entries.flatMap(namesOf));
  const scores = [...names].map((name) => epss.get(name)).filter((score) => score !== undefined);
  const compare = ecosystemOf(component.purl)?.compare ?? (() => null);
  return {
    id: first.id,
    aliases: [...names].filter((name) => name !== first.id),
    summary: entries.find(({ summary }) => summary !== "")?.summary ?? "",
    purl: component.purl,
    cvss: highestBaseScore(entries.flatMap(({ vectors }) => vectors)),
    severity: entries.find(({ severity }) => severity !== null)?.severity ?? null,
    epss: scores.length === 0 ? null : Math.max(...scores),
    kev: [...names].some((name) => kev.has(name)),
    malicious: [...names].some((name) => name.startsWith("MAL-")),
    fixedIn: fixesFor(
      component.version,
      entries.flatMap(({ affected }) => affected),
      compare,
    ),
    isArtifact: component.isArtifact,
  };
}
