import type { DecisionView, RequestView } from "#lib/requests/get-request.ts";

/** Approvals of this revision that were for other tools, of people who have not decided again since. */
export function forOtherTools({
  decisions,
  revision,
}: Pick<RequestView, "decisions" | "revision">): DecisionView[] {
  const again = new Set(decisions.flatMap((one) => (one.counts ? [one.reviewer.id] : [])));
  return decisions.filter(
    (one) => one.revision === revision && !one.counts && !again.has(one.reviewer.id),
  );
}
