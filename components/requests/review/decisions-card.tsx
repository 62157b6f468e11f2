import { CircleCheck, CircleX, MessageSquareWarning, type LucideIcon } from "lucide-react";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import type { DecisionView } from "#lib/requests/get-request.ts";
import { conditionWords } from "#lib/requests/core/condition-words.ts";
import { CAPACITY_WORDS, DECISION_WORDS, type DecisionKind } from "#lib/requests/core/words.ts";
import type { ReviewProps } from "./review-props.ts";

const LOOKS: Record<DecisionKind, { tone: Tone; icon: LucideIcon }> = {
  approve: { tone: "success", icon: CircleCheck },
  reject: { tone: "danger", icon: CircleX },
  request_changes: { tone: "warning", icon: MessageSquareWarning },
};

/** Every decision with its reason; those of earlier revisions and of other tools count no more. */
export function DecisionsCard({ request, now }: ReviewProps) {
  const { decisions } = request;
  if (decisions.length === 0) return null;
  const sorted = [...decisions].sort((a, b) => b.at.getTime() - a.at.getTime());
  return (
    <CardSection title="Decisions" flush>
      <ul className="divide-y divide-line">
        {sorted.map((decision) => (
          <Decision key={decision.id} decision={decision} request={request} now={now} />
        ))}
      </ul>
    </CardSection>
  );
}

type RowProps = Pick<ReviewProps, "request" | "now"> & { decision: DecisionView };

function Decision({ decision, request, now }: RowProps) {
  const { counts, reviewer, capacity, reason, conditions, at, revision } = decision;
  const limits = conditions ? conditionWords(conditions) : [];
  return (
    <li className="flex flex-col gap-1 px-4 py-3">
      <p className="flex flex-wrap items-center gap-1.5">
        <Badge {...LOOKS[decision.decision]}>{DECISION_WORDS[decision.decision].label}</Badge>
        {!counts &&
          (revision === request.revision ? (
            <Badge title="Scans see other tools than those that this approval was for.">
              For other tools, does not count
            </Badge>
          ) : (
            <Badge title="The request was edited since: this vote is void.">
              Revision {revision}, does not count
            </Badge>
          ))}
      </p>
      <p className="text-sm text-muted">
        {showHidden(reviewer.name)}, {CAPACITY_WORDS[capacity].label.toLowerCase()},{" "}
        <RelativeTime at={at} now={now} />
      </p>
      <p className={`break-words whitespace-pre-line ${counts ? "" : "text-muted"}`}>
        {showHidden(reason)}
      </p>
      {limits.length > 0 && (
        <ul className="list-disc pl-4 text-sm text-muted">
          {limits.map((limit) => (
            <li key={limit} className="break-words">
              {showHidden(limit)}
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}
