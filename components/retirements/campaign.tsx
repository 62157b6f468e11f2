import { CalendarClock } from "lucide-react";
import type { FormAction } from "#components/server/form-dialog.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { TextLink } from "#components/ui/link.tsx";
import { ExactDate } from "#components/ui/relative-time.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import { serverPath } from "#lib/catalog/core/paths.ts";
import type { RetirementView } from "#lib/retirements/get-retirement.ts";
import { BlockersCard } from "./blockers-card.tsx";
import { BrownoutNote } from "./brownout-note.tsx";
import { ConsumersTable } from "./consumers-table.tsx";
import { RetireLink } from "./no-campaign.tsx";
import { MyAnswers } from "./my-answers.tsx";
import { OwnerActions } from "./owner-actions.tsx";
import { ProgressBar } from "./progress-bar.tsx";
import { PhaseChip } from "./retirement-chips.tsx";
import { RetirementTimeline } from "./retirement-timeline.tsx";
import { ToolMapTable } from "./tool-map-table.tsx";

export type CampaignActions = Readonly<
  Record<"answerAction" | "decideExtensionAction" | "rescheduleAction" | "cancelAction", FormAction>
>;
type Props = {
  view: RetirementView;
  now: Date;
  /** This person may ask for a new retirement, where this one was cancelled. */
  mayAsk: boolean;
  actions: CampaignActions;
};

/** The campaign that ends a server: what happens when, who has moved, and what is left to do. */
export function Campaign({ view, now, mayAsk, actions }: Props) {
  const { allowed, consumers, toolMap, blockers } = view;
  const isOver = view.next === null;
  return (
    <div className="flex flex-col gap-5">
      <CardSection
        title="Retirement"
        actions={
          <>
            <PhaseChip state={view.state} />
            <OwnerActions
              view={view}
              reschedule={actions.rescheduleAction}
              cancel={actions.cancelAction}
            />
            {mayAsk && view.state === "cancelled" && <RetireLink name={view.serverName} />}
          </>
        }
      >
        <RetirementTimeline view={view} />
        {!isOver && <BrownoutNote view={view} />}
      </CardSection>
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="flex min-w-0 flex-col gap-5">
          <CardSection
            title="Consumers"
            description="Teams and people whose clients connected, or to whom the server is shown on purpose."
            flush
          >
            <div className="px-4 pt-3 pb-4">
              <ProgressBar progress={view.progress} />
            </div>
            {consumers.length > 0 && (
              <ConsumersTable
                name={view.serverName}
                consumers={consumers}
                now={now}
                decide={allowed.includes("decide_extension") ? actions.decideExtensionAction : null}
              />
            )}
          </CardSection>
          {toolMap.length > 0 && (
            <CardSection title="Old and new tools" flush>
              <ToolMapTable tools={toolMap} />
            </CardSection>
          )}
        </div>
        <div className="flex min-w-0 flex-col gap-5 max-lg:row-start-1">
          <MyAnswers view={view} action={actions.answerAction} />
          {!isOver && <BlockersCard blockers={blockers} />}
          <Facts view={view} />
        </div>
      </div>
    </div>
  );
}

function Facts({ view }: { view: RetirementView }) {
  const { successor, reason, createdBy, announcedAt, ownerTeam } = view;
  return (
    <CardSection title="Why, and what instead">
      <p className="mb-3 max-w-prose [overflow-wrap:anywhere] whitespace-pre-line">
        {showHidden(reason)}
      </p>
      <DefinitionList
        items={[
          {
            term: "Successor",
            value: successor ? (
              <TextLink href={serverPath(successor.name)}>
                {showHidden(successor.title ?? successor.name)}
              </TextLink>
            ) : (
              <span className="text-subtle">None that you can see</span>
            ),
          },
          {
            term: "Announced",
            value: (
              <>
                <ExactDate at={announcedAt} />, asked for by {createdBy}
              </>
            ),
          },
          ...(ownerTeam
            ? [
                {
                  term: "Run by",
                  value: <TextLink href={`/teams/${ownerTeam.slug}`}>{ownerTeam.name}</TextLink>,
                },
              ]
            : []),
        ]}
      />
      <p className="mt-3 flex items-center gap-1.5 text-sm">
        <CalendarClock aria-hidden className="size-4 text-subtle" />
        <TextLink href="/retirements">All retirements</TextLink>
      </p>
    </CardSection>
  );
}
