import { AskedCard } from "./asked-card.tsx";
import { ChangeColumn } from "./change-column.tsx";
import { ChecklistCard } from "./checklist-card.tsx";
import { Conversation } from "./conversation.tsx";
import { DecisionBar } from "./decision-bar.tsx";
import { DecisionsCard } from "./decisions-card.tsx";
import { HistoryCard } from "./history-card.tsx";
import { MarkOpened } from "./mark-opened.tsx";
import { ProgressCard } from "./progress-card.tsx";
import { RequestHeader } from "./request-header.tsx";
import type { ReviewProps } from "./review-props.ts";
import { RiskCard } from "./risk-card.tsx";
import { TrustCard } from "./trust-card.tsx";

const COLUMN = "flex min-w-0 flex-col gap-5";

/** One request: evidence, the change, conversation and decision; three columns where there is room. */
export function ReviewPage(props: ReviewProps) {
  const { request, actions } = props;
  return (
    <>
      <RequestHeader {...props} />
      <div
        data-wide=""
        className="grid grid-cols-1 items-start gap-5 min-[1100px]:grid-cols-[minmax(0,1fr)_20rem] min-[1400px]:grid-cols-[18.5rem_minmax(0,1fr)_19.5rem]"
      >
        <section aria-label="Evidence" className={COLUMN}>
          <TrustCard request={request} />
          <AskedCard request={request} />
          <RiskCard {...props} />
          <ChecklistCard {...props} />
        </section>
        <section
          aria-label="The change"
          className={`${COLUMN} min-[1100px]:col-start-1 min-[1400px]:col-start-2`}
        >
          <ChangeColumn {...props} />
        </section>
        <section
          aria-label="Conversation and decision"
          className={`${COLUMN} min-[1100px]:col-start-2 min-[1100px]:row-span-2 min-[1100px]:row-start-1 min-[1400px]:col-start-3 min-[1400px]:row-span-1`}
        >
          <ProgressCard {...props} />
          <DecisionsCard {...props} />
          <Conversation {...props} />
          <HistoryCard {...props} />
        </section>
      </div>
      <DecisionBar {...props} />
      {request.allowed.includes("decide") && (
        <MarkOpened
          requestId={request.id}
          revision={request.revision}
          opened={actions.openedAction}
        />
      )}
    </>
  );
}
