import { CircleCheck, CircleDashed } from "lucide-react";
import { Disclosure } from "#components/admin/disclosure.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { TextLink } from "#components/ui/link.tsx";
import { ExactDate } from "#components/ui/relative-time.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import type { RequestView } from "#lib/requests/get-request.ts";
import { partOf } from "#lib/requests/core/approvals.ts";
import { CAPACITIES, CAPACITY_WORDS, isEnded, type Capacity } from "#lib/requests/core/words.ts";
import { POLICY_PATH } from "#lib/reviews/core/policy.ts";
import { forOtherTools } from "./other-tools.ts";
import type { ReviewProps } from "./review-props.ts";
import { reviewerFacts } from "./reviewer-facts.tsx";

/** How far the approvals are, who reviews it, and who may not. */
export function ProgressCard(props: ReviewProps) {
  const { request } = props;
  const { progress, state } = request;
  const parts = CAPACITIES.map((capacity) => [capacity, partOf(progress, capacity)] as const);
  return (
    <CardSection title="Approvals">
      <div className="flex flex-col gap-4">
        <ul className="flex flex-col gap-2">
          {parts
            .filter(([, { need, have }]) => need > 0 || have > 0)
            .map(([capacity, part]) => (
              <CapacityLine key={capacity} capacity={capacity} part={part} request={request} />
            ))}
        </ul>
        <ForOtherTools request={request} />
        <DataOwner request={request} />
        <DefinitionList
          items={[
            ...reviewerFacts(props),
            ...(isEnded(state) || request.decisionDueAt === null
              ? []
              : [{ term: "Decide by", value: <ExactDate at={request.decisionDueAt} /> }]),
            ...(request.policyVersion === null
              ? []
              : [{ term: "Policy", value: `Version ${request.policyVersion}` }]),
          ]}
        />
        <WhoMayNot request={request} />
      </div>
    </CardSection>
  );
}

type LineProps = { capacity: Capacity; part: { have: number; need: number }; request: RequestView };

function CapacityLine({ capacity, part: { have, need }, request }: LineProps) {
  const { label } = CAPACITY_WORDS[capacity];
  const names = request.decisions
    .filter((one) => one.counts && one.capacity === capacity && one.decision === "approve")
    .map(({ reviewer }) => showHidden(reviewer.name));
  const done = have >= need;
  const Icon = done ? CircleCheck : CircleDashed;
  return (
    <li className="flex items-start gap-2">
      <Icon
        aria-hidden
        className={`mt-0.5 size-4 shrink-0 ${done ? "text-success-text" : "text-subtle"}`}
      />
      <span>
        {label}{" "}
        <span className="text-muted tabular-nums">
          {have} of {need}
        </span>
        {names.length > 0 && <span className="block text-sm text-subtle">{names.join(", ")}</span>}
      </span>
    </li>
  );
}

/** Who agreed to what a scan saw before, and has to look again. */
function ForOtherTools({ request }: { request: RequestView }) {
  const names = forOtherTools(request).map(({ reviewer }) => showHidden(reviewer.name));
  if (names.length === 0) return null;
  return (
    <Callout tone="warning">
      {names.join(", ")} approved other tools than those that scans see now. That does not count any
      more{isEnded(request.state) ? "." : ": who approved them may decide again."}
    </Callout>
  );
}

/** Who owns the data, and what stands in where nobody was named: said, never silently so. */
function DataOwner({ request: { dataOwner, state } }: { request: RequestView }) {
  if (dataOwner === null) return null;
  const { data, team } = dataOwner;
  const words = data === null ? "its data, which nobody has classified" : `${data} data`;
  if (team)
    return (
      <p className="text-sm text-muted">
        <TextLink href={`/teams/${encodeURIComponent(team.slug)}`}>
          {showHidden(team.name)}
        </TextLink>{" "}
        owns {words}.
      </p>
    );
  if (isEnded(state)) return null;
  return (
    <Callout tone="warning">
      Nobody is named as the owner of {words}, so an administrator has to agree instead. Two
      administrators name one in the <TextLink href={POLICY_PATH}>review policy</TextLink>.
    </Callout>
  );
}

function WhoMayNot({ request }: { request: RequestView }) {
  const { requester, ownerTeam, dataOwner, allowed, whyNot, state } = request;
  if (isEnded(state)) return null;
  return (
    <Disclosure label="Who may not decide">
      <ul className="flex list-disc flex-col gap-1 pl-4 text-sm text-muted">
        <li>{showHidden(requester.name)}, who asked for it, and whoever wrote a revision.</li>
        {ownerTeam && (
          <li>
            As a reviewer, nobody of{" "}
            <TextLink href={`/teams/${encodeURIComponent(ownerTeam.slug)}`}>
              {showHidden(ownerTeam.name)}
            </TextLink>
            , who consent for their team instead, and nobody who owned the server since it was
            submitted.
          </li>
        )}
        {dataOwner?.team && (
          <li>
            For the data, nobody but members of {showHidden(dataOwner.team.name)}, and of them none
            who owns the server through another team.
          </li>
        )}
        <li>Anyone a second time on the same revision, unless scans see other tools since.</li>
        <li>Auditors: they read.</li>
        {!allowed.includes("decide") && whyNot && <li className="text-ink">You: {whyNot}</li>}
      </ul>
    </Disclosure>
  );
}
