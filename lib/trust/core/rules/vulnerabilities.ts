/** SC-02 Vulnerability Scanning (MTF §3.3). */
import type { Advisory, AdvisoryFacts, ArtifactFacts, Got, TreeFacts } from "../facts.ts";
import {
  blocks,
  conclude,
  informs,
  listed,
  missing,
  named,
  warns,
  type At,
  type Found,
  type Verdict,
} from "./verdict.ts";

const HOUR_MS = 3_600_000;
const FRESH_HOURS = 72;
const CRITICAL_CVSS = 9;
const HIGH_CVSS = 7;
const MEDIUM_CVSS = 4;
/** Probability of exploitation above which a high one blocks. */
const LIKELY_EPSS = 0.1;

/** Malware that OSV knows (`MAL-`) is judged here too: like all that rests on the feeds. */
export function vulnerabilityScanning(facts: ArtifactFacts, { now }: At): Verdict {
  const { tree, advisories } = facts;
  const known = advisories.ok ? advisories.value : null;
  const declared = declaredIn(tree);
  const findings = (known?.advisories ?? []).map((one) => {
    const about = declared.purls.has(one.purl) ? `${subjectOf(one.purl)}, ${DECLARED},` : null;
    return advisoryFinding(one, { missingFeeds: known?.missingFeeds ?? [], about });
  });
  return conclude("SC-02", {
    needs: [tree, advisories, ...(known === null ? [] : [feedsOf(known, now)])],
    found: known === null ? [] : [...findings, ...(declared.isAll ? [UNSEEN] : [])],
    fine: "No known vulnerability affects it or what it needs.",
  });
}

const DECLARED = "which its builder declares";

function declaredIn(tree: Got<TreeFacts>): { purls: ReadonlySet<string>; isAll: boolean } {
  const components = tree.ok ? tree.value.components : [];
  const declared = components.filter(({ isDeclared }) => isDeclared === true);
  const isAll = declared.length > 0 && declared.length === components.length;
  return { purls: new Set(declared.map(({ purl }) => purl)), isAll };
}

/** What somebody says of their own work never counts for more than a warning. */
const UNSEEN = warns({
  code: "SC-02/declared",
  severity: "low",
  title: "Only what its builder declares was compared with advisories: its packages were not seen",
  remediation: "Publish an image whose packages can be read in its layers.",
});

/** Whether the feeds that were used can tell all that matters for these advisories. */
function feedsOf({ feedsFrom, missingFeeds, advisories }: AdvisoryFacts, now: string): Got<null> {
  const ageMs = Date.parse(now) - Date.parse(feedsFrom);
  const isFresh = ageMs <= FRESH_HOURS * HOUR_MS;
  if (!isFresh) return missing("feed_stale", `The feeds are older than ${FRESH_HOURS} hours.`);
  const gap = missingFeeds.find((feed) => NEEDS[feed](advisories));
  return gap === undefined
    ? { ok: true, value: null, evidence: [] }
    : missing("feed_stale", `The ${gap.toUpperCase()} feed is missing.`);
}

/** EPSS and KEV only matter where something was found that they could make worse. */
const NEEDS: Readonly<
  Record<AdvisoryFacts["missingFeeds"][number], (some: readonly Advisory[]) => boolean>
> = {
  osv: () => true,
  epss: (some) => some.some((one) => rated(one) === "high" && one.epss === null),
  kev: (some) => some.some((one) => !one.kev),
};

export type Rating = "critical" | "high" | "medium" | "low" | "unknown";

/** By its CVSS score, else by what the database says. */
export function rated({ cvss, severity }: Pick<Advisory, "cvss" | "severity">): Rating {
  if (cvss === null) return severity === "moderate" ? "medium" : (severity ?? "unknown");
  if (cvss >= CRITICAL_CVSS) return "critical";
  if (cvss >= HIGH_CVSS) return "high";
  return cvss >= MEDIUM_CVSS ? "medium" : "low";
}

type Beside = Pick<AdvisoryFacts, "missingFeeds"> & { about: string | null };

function advisoryFinding(advisory: Advisory, { missingFeeds, about }: Beside): Found {
  const told = { title: titleOf(advisory, about), remediation: remediationOf(advisory) };
  if (advisory.malicious)
    return blocks(2, { ...told, code: "SC-02/malicious", severity: "critical" });
  if (advisory.kev) return blocks(2, { ...told, code: "SC-02/kev", severity: "critical" });
  const rating = rated(advisory);
  switch (rating) {
    case "critical":
      return blocks(2, { ...told, code: "SC-02/critical", severity: "critical" });
    case "high":
      return highFinding(advisory, { told, isEpssThere: !missingFeeds.includes("epss") });
    case "medium":
    case "unknown":
      return warns({ ...told, code: `SC-02/${rating}`, severity: "medium" });
    case "low":
      return informs({ ...told, code: "SC-02/low" });
  }
}

type Told = Pick<Found, "title" | "remediation">;

/** EPSS rates new ones late: until it does they count as likely. Without its feed nobody can tell. */
function highFinding(
  { epss }: Advisory,
  { told, isEpssThere }: { told: Told; isEpssThere: boolean },
): Found {
  if (epss === null && isEpssThere)
    return blocks(2, { ...told, code: "SC-02/high-unrated", severity: "high" });
  return (epss ?? 0) > LIKELY_EPSS
    ? blocks(2, { ...told, code: "SC-02/high-likely", severity: "high" })
    : warns({ ...told, code: "SC-02/high", severity: "high" });
}

/** @param about other words for what is affected. */
function titleOf({ purl, id, summary, malicious, kev }: Advisory, about: string | null): string {
  const what = malicious
    ? "is known malware"
    : kev
      ? "has a vulnerability that is being exploited"
      : "has a known vulnerability";
  const text = summary === "" ? "" : `: ${named(summary)}`;
  return `${about ?? subjectOf(purl)} ${what} (${named(id)})${text}`;
}

/** `pkg:npm/%40acme/files@1.0.0` as `@acme/files@1.0.0`. */
function subjectOf(purl: string): string {
  const path =
    purl
      .slice(0, 500)
      .replace(/^pkg:[^/]*\//, "")
      .split(/[?#]/)[0] ?? "";
  return named(path.replaceAll("%40", "@").replaceAll("%2F", "/"));
}

function remediationOf({ fixedIn, isArtifact, malicious, purl }: Advisory): string {
  const subject = subjectOf(purl);
  if (malicious && isArtifact) return "Do not use it, and remove it where it is installed.";
  if (malicious) return `Remove ${subject} from the dependencies and publish a new version.`;
  if (fixedIn.length === 0)
    return `There is no fixed version of ${subject} yet: replace it, or do without what is affected.`;
  const what = isArtifact ? "Use version" : `Update ${subject} to`;
  return `${what} ${listed(fixedIn, 3)} or later${isArtifact ? "" : " and publish a new version"}.`;
}
