/** PR-05 Repository Health (MTF §3.6). */
import type { ArtifactFacts, ScorecardFacts } from "../facts.ts";
import {
  blocks,
  conclude,
  listed,
  missing,
  warns,
  type At,
  type Found,
  type Verdict,
} from "./verdict.ts";

const DAY_MS = 86_400_000;
const OLD_DAYS = 30;
/** MTF: least score at L3 and at L4. */
const LEAST_VERIFIED = 5;
const LEAST_ATTESTED = 7;
/** Ours, as MTF only says "failing". */
const LEAST_OF_CHECK: Readonly<Record<string, number>> = {
  "Dangerous-Workflow": 10,
  "Token-Permissions": 5,
  "Branch-Protection": 5,
};

/** What Scorecard does not know is skipped, as MTF says, unless something else already fails. */
export function repositoryHealth({ scorecard }: ArtifactFacts, { now }: At): Verdict {
  const value = scorecard.ok ? scorecard.value : null;
  const found = value === null ? [] : [...scoreFindings(value), ...ageFindings(value, now)];
  const unchecked = value === null ? [] : uncheckedOf(value);
  const fails = found.some(({ action }) => action === "block");
  const gap =
    unchecked.length === 0 || fails
      ? []
      : [missing("scorecard_unavailable", `Scorecard could not check ${listed(unchecked)}.`)];
  return conclude("PR-05", {
    needs: [scorecard, ...gap],
    found,
    fine: `OpenSSF Scorecard gives it ${value?.score ?? 0} of 10.`,
  });
}

const levelOf = ({ checks }: ScorecardFacts, name: string): number =>
  Object.hasOwn(checks, name) ? (checks[name] ?? -1) : -1;
const uncheckedOf = (value: ScorecardFacts): string[] =>
  Object.keys(LEAST_OF_CHECK).filter((name) => levelOf(value, name) < 0);

function scoreFindings(value: ScorecardFacts): Found[] {
  const { score } = value;
  const remediation = "Follow the remediation that OpenSSF Scorecard gives for each low check.";
  const found = Object.entries(LEAST_OF_CHECK)
    .filter(([name, least]) => levelOf(value, name) >= 0 && levelOf(value, name) < least)
    .map(([name, least]) =>
      blocks(3, {
        code: `PR-05/${name.toLowerCase()}`,
        severity: "medium",
        title: `Scorecard gives ${name} ${levelOf(value, name)} of 10, and ${least} is needed`,
        remediation: `Follow what OpenSSF Scorecard says about ${name}.`,
      }),
    );
  // Not a number counts as none.
  if (!(score >= LEAST_ATTESTED))
    found.push(
      blocks(score >= LEAST_VERIFIED ? 4 : 3, {
        code: "PR-05/score",
        severity: "medium",
        title: `Scorecard gives the repository ${score} of 10`,
        remediation,
      }),
    );
  return found;
}

function ageFindings({ date }: ScorecardFacts, now: string): Found[] {
  if (Date.parse(now) - Date.parse(date) <= OLD_DAYS * DAY_MS) return [];
  return [
    warns({
      code: "PR-05/old",
      severity: "low",
      title: `Scorecard's result is older than ${OLD_DAYS} days`,
      remediation: "Run Scorecard's own workflow in the repository.",
    }),
  ];
}
