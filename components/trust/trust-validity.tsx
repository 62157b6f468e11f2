import { RelativeTime } from "#components/ui/relative-time.tsx";
import { isAssessed } from "#lib/trust/core/assessed.ts";
import { levelLabel, type Level } from "#lib/trust/core/words.ts";
import type { Standing } from "#lib/trust/trust-parts.ts";
import { dateWords } from "./trust-words.ts";

type Props = {
  standing: Standing;
  /** What was concluded when somebody last looked. */
  found: Level | null;
  now: Date;
};

/** How young it is, until when it is good, and what it was under the rules before. */
export function TrustValidity({ standing, found, now }: Props) {
  const { checkedAt, validUntil, previousRuleSet, kind, ruleSet } = standing;
  return (
    <div className="flex max-w-prose flex-col gap-1 text-sm text-muted">
      <p>
        Advisories and revocations were last looked at <RelativeTime at={checkedAt} now={now} />.{" "}
        {validUntil !== null &&
          `If nobody looks again, it falls on ${dateWords(validUntil)}: what is old does not count.`}
      </p>
      {found !== null && standing.level < found && standing.flag !== "blocked" && (
        <p className="text-ink">
          {`Nobody has looked since then, and some of it is too old to count: ${isAssessed(standing) ? `it stands at L${standing.level}` : "it is not assessed"} until it is scanned again. Below is what was found when it stood at L${found}.`}
        </p>
      )}
      {previousRuleSet !== null && (
        <p>
          The rules changed to <code>{ruleSet}</code>. Under <code>{previousRuleSet.ruleSet}</code>{" "}
          it stood at {levelLabel(previousRuleSet.level, kind)}; both are shown until{" "}
          {dateWords(previousRuleSet.until)}.
        </p>
      )}
    </div>
  );
}
