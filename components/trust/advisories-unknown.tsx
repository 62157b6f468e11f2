import { Callout } from "#components/ui/callout.tsx";
import type { SbomView } from "#lib/trust/get-sbom.ts";
import { REASONS, type Reason } from "#lib/trust/core/words.ts";
import { momentWords, REASON_ADVICE } from "./trust-words.ts";

type Known = Pick<SbomView, "feeds" | "unasked">;

/** Whether a component without advisories is one that none is known of. */
export const knowsAdvisories = ({ feeds }: Pick<SbomView, "feeds">): boolean =>
  feeds !== null && !feeds.missing.includes("osv");

/** What is not known of the advisories, and why: nothing found is then not nothing there. */
export function AdvisoriesUnknown({ sbom }: { sbom: Known }) {
  const { feeds, unasked } = sbom;
  if (feeds === null)
    return unasked === null ? (
      <Callout tone="hold" title="Which advisories there are is not kept with this evaluation">
        The findings of Vulnerability Scanning name them. The next scan keeps them with their
        figures.
      </Callout>
    ) : (
      <Callout tone="hold" title="Advisories could not be looked up">
        <Why unasked={unasked} />
        <p>So nothing is known for or against these components.</p>
      </Callout>
    );
  if (feeds.missing.length > 0)
    return (
      <Callout tone="hold" title="Not all advisories could be looked up">
        {feeds.missing.map((feed) => feed.toUpperCase()).join(", ")} did not answer or is not
        imported, so something may be missing here.
      </Callout>
    );
  if (unasked === null) return null;
  return (
    <Callout tone="hold" title="Advisories could not be looked up again">
      <Why unasked={unasked} />
      <p>What is shown here is of {momentWords(new Date(feeds.from))}.</p>
    </Callout>
  );
}

/** Of a network that is closed, no wait mends these. */
const AWAY: ReadonlySet<Reason> = new Set(["unreachable", "timeout", "dns", "tls"]);

function Why({ unasked: { reason, detail } }: { unasked: NonNullable<Known["unasked"]> }) {
  return (
    <p className="break-words">
      {detail === "" && reason !== null ? REASONS[reason] : detail}{" "}
      {reason !== null && REASON_ADVICE[reason]}{" "}
      {reason !== null &&
        AWAY.has(reason) &&
        "In a closed network an administrator imports them: npm run gatehouse -- trust feed import."}
    </p>
  );
}
