import type { Flag } from "#lib/trust/core/evaluate.ts";
import { WHO_MAY_SCAN } from "#lib/trust/core/who-may-scan.ts";
import type { ArtifactKind, Level, Reason, Risk } from "#lib/trust/core/words.ts";
import type { Trigger } from "#lib/trust/schemas.ts";

const DATE = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeZone: "UTC" });
const MOMENT = new Intl.DateTimeFormat("en-GB", {
  dateStyle: "medium",
  timeStyle: "short",
  timeZone: "UTC",
});

/** "26 Nov 2026" */
export const dateWords = (at: Date): string => DATE.format(at);
/** "26 Nov 2026, 21:14 UTC" */
export const momentWords = (at: Date): string => `${MOMENT.format(at)} UTC`;

export const FLAG_LABELS: Readonly<Record<Flag, string>> = {
  complete: "Complete",
  stale: "Stale",
  provisional: "Provisional",
  blocked: "Blocked",
};

/** What the flag beside a level means, in a sentence. */
export function flagWords(flag: Flag, staleSince: Date | null): string {
  switch (flag) {
    case "complete":
      return "Every control that the level depends on could be checked.";
    case "stale":
      return `Not everything could be checked again${
        staleSince === null ? "" : ` since ${dateWords(staleSince)}`
      }. The level of then is kept for some days, then only what is proven counts.`;
    case "provisional":
      return "Not everything could be checked. The level is what is proven; it may turn out higher.";
    case "blocked":
      return "It was revoked, or its bytes are not those that were registered. Do not use it.";
  }
}

export const NOT_ASSESSED_WORDS =
  "Too little is known of it for a verdict, which says nothing for or against it. It counts as level 0 meanwhile.";

type Stand = { level: Level; flag: Flag; staleSince: Date | null; score: number | null };

/** What the level, or that there is none, means in a sentence. */
export function standWords({ level, flag, staleSince, score }: Stand): string {
  if (score === null && flag !== "blocked") return NOT_ASSESSED_WORDS;
  return flag === "complete" ? LEVEL_WORDS[level] : flagWords(flag, staleSince);
}

/** Whether the flag says more than the level, or that there is none, does already. */
export const isFlagSaid = ({ flag, score }: Pick<Stand, "flag" | "score">): boolean =>
  flag === "blocked" || (flag !== "complete" && score !== null);

export const RISK_WORDS: Readonly<Record<Risk, string>> = {
  none: "Nothing risky was found in what could be checked.",
  low: "Only small findings.",
  medium: "Findings that deserve a look before it is used with internal data.",
  high: "Severe findings. The score is capped at 59.",
  critical: "Findings that can hurt at once. The score is capped at 39.",
};

export const RISK_UNKNOWN_WORDS = "Too little was looked at to say.";

export const LEVEL_WORDS: Readonly<Record<Level, string>> = {
  0: "Level 1 is not reached, or is not proven.",
  1: "The basics hold: what it is, what it contains, no known secrets and no malware.",
  2: "Fit for general use: known source, pinned dependencies, no known severe weakness.",
  3: "Fit for sensitive use: provenance is signed and the practices behind it are verified.",
  4: "Fit for the most critical use: what was built can be proven to come from its source.",
};

export const KIND_WORDS: Readonly<Record<ArtifactKind, string>> = {
  npm: "npm package",
  pypi: "PyPI package",
  oci: "container image",
  mcpb: "MCP bundle",
  remote: "remote server",
};

export const TRIGGER_WORDS: Readonly<Record<Trigger, string>> = {
  asked: "Somebody asked for it",
  submitted: "It was handed in for review",
  registered: "The version came or was approved",
  schedule: "Its turn came",
  daily: "The daily look at advisories and revocations",
  weekly: "The weekly look at signatures, repository and upkeep",
  renewal: "Its level was about to run out",
  rules: "The rules changed: what was known was judged again",
  expired: "What it rested on became too old to count",
  waiver: "A waiver began or ended: what was known was judged again",
};

const TRIED_AGAIN = "Nothing to do: Gatehouse tries it again by itself.";
const READABLE = "The publisher ships source code that can be read, and keeps the package small.";

/** Who can do what about something that could not be checked. */
export const REASON_ADVICE: Readonly<Record<Reason, string>> = {
  unreachable: TRIED_AGAIN,
  timeout: TRIED_AGAIN,
  dns: TRIED_AGAIN,
  tls: TRIED_AGAIN,
  rate_limited: TRIED_AGAIN,
  registry_5xx: TRIED_AGAIN,
  auth_required:
    "Of a remote, its owner team or security keeps a credential for scans, below. Of a source, an administrator offers an address that needs no credentials.",
  blocked_by_policy: "An administrator allows the host (TRUST_ALLOWED_HOSTS), if it is ours.",
  too_large: READABLE,
  opaque_artifact: READABLE,
  unsupported_language: "Nothing to do today: the scanner reads JavaScript, TypeScript and Python.",
  tool_missing: "An administrator installs the tool for this check.",
  feed_stale: "An administrator imports the feed again: npm run gatehouse -- trust feed import.",
  scorecard_unavailable: "Nothing to do: this alone costs no level.",
  not_declared: 'The publisher declares it in the server.json, under _meta["org.mpaktrust"].',
  not_captured: "The tools are captured from a running server; until then nothing can be compared.",
  expired: `A scan checks it again. ${WHO_MAY_SCAN}`,
  not_implemented: "Nothing to do today: this version of Gatehouse does not check it.",
};
