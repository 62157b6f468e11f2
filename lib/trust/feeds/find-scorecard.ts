import type { Reach } from "../collect/reach.ts";
import type { Got, ScorecardFacts } from "../core/facts.ts";
import { lookUp, type FeedStore, type Looked } from "./feed-store.ts";
import { fetchJson, noteFeed } from "./fetch-json.ts";
import { scorecardProject } from "./scorecard-project.ts";
import { ScorecardResult, scorecardFacts } from "./scorecard-result.ts";

/**
 * What OpenSSF Scorecard says about a repository (MTF PR-05): from imported results, else from its
 * service. `scorecard_unavailable` only where it is certain that Scorecard has no result.
 */
export async function findScorecard(
  reach: Reach,
  repository: string,
  feeds: FeedStore,
): Promise<Got<ScorecardFacts>> {
  const project = scorecardProject(repository);
  if (project === null)
    return {
      ok: false,
      reason: "scorecard_unavailable",
      detail: "Scorecard looks at repositories on GitHub and GitLab alone.",
    };
  reach.onStep("Asking OpenSSF Scorecard");
  const looked = await lookUp(feeds, "scorecard", { keys: [project], now: reach.now() });
  if (looked.ok) {
    const newest = newestOf(looked.found.get(project) ?? []);
    const evidence = [noteFeed(reach, looked.meta, { asked: [project], found: looked.found })];
    if (newest !== null) return { ok: true, value: newest, evidence };
  }
  const { scorecard: base } = reach.sources;
  return base === null ? withoutService(looked) : askScorecard(reach, base, project);
}

function newestOf(texts: readonly string[]): ScorecardFacts | null {
  const results = texts.map((text) => JSON.parse(text) as ScorecardFacts);
  return [...results].sort((one, other) => (one.date < other.date ? 1 : -1))[0] ?? null;
}

function withoutService(looked: Looked): Got<ScorecardFacts> {
  const off = "Scorecard is switched off";
  if (looked.ok)
    return {
      ok: false,
      reason: "unreachable",
      detail: `${off}, and the imported results do not hold this repository.`,
    };
  if (looked.why === "missing")
    return { ok: false, reason: "unreachable", detail: `${off}, and no results were imported.` };
  const state = looked.why === "stale" ? "too old" : "damaged: import them again";
  return {
    ok: false,
    reason: "feed_stale",
    detail: `${off}, and the imported results are ${state}.`,
  };
}

async function askScorecard(
  reach: Reach,
  base: string,
  project: string,
): Promise<Got<ScorecardFacts>> {
  const ask = { who: "Scorecard", kind: "scorecard", base, schema: ScorecardResult };
  const answer = await fetchJson(reach, `${base}/projects/${project}`, ask);
  if (answer.ok)
    return { ok: true, value: scorecardFacts(answer.value), evidence: [answer.sha256] };
  if (answer.gone)
    return {
      ok: false,
      reason: "scorecard_unavailable",
      detail: "Scorecard has no result for the repository.",
    };
  return { ok: false, reason: answer.reason, detail: answer.detail };
}
