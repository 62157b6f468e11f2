import { OneButtonForm } from "#components/admin/one-button-form.tsx";
import type { Definition } from "#components/ui/definition-list.tsx";
import type { RequestView } from "#lib/requests/get-request.ts";
import { isEnded, type RequestState } from "#lib/requests/core/words.ts";
import type { PersonRef } from "#lib/requests/request-view.ts";
import { AssignForm } from "../assign-form.tsx";
import { PersonOrYou } from "../person-or-you.tsx";
import type { ReviewProps } from "./review-props.ts";

/** Who reviews it, and once it has ended who decided. */
export function reviewerFacts(props: ReviewProps): Definition[] {
  const { request, me } = props;
  const { assignee, state } = request;
  if (!isEnded(state)) return [{ term: "Reviewer", value: <Reviewer {...props} /> }];
  const deciders = decidersOf(request);
  const decided =
    deciders.length > 0 ? (
      <People people={deciders} me={me} />
    ) : (
      <span className="text-subtle">{NOBODY[state] ?? "Nobody"}</span>
    );
  const isOther = assignee !== null && !deciders.some(({ id }) => id === assignee.id);
  return [
    { term: "Decided by", value: decided },
    ...(isOther ? [{ term: "Taken by", value: <PersonOrYou person={assignee} me={me} /> }] : []),
  ];
}

const NOBODY: Readonly<Partial<Record<RequestState, string>>> = {
  approved: "Nobody: the policy lets it pass without review",
  withdrawn: "Nobody: its author took it back",
  expired: "Nobody: it ran out of time",
};

/** Those whose votes made it what it is. */
function decidersOf({ state, decisions }: RequestView): PersonRef[] {
  const made = state === "approved" ? "approve" : state === "rejected" ? "reject" : null;
  return votersOf(decisions.filter(({ decision }) => decision === made));
}

/** Everybody once, though some decide in more than one capacity. */
function votersOf(decisions: RequestView["decisions"]): PersonRef[] {
  const people = decisions.filter(({ counts }) => counts).map(({ reviewer }) => reviewer);
  return [...new Map(people.map((person) => [person.id, person])).values()];
}

function People({ people, me }: { people: readonly PersonRef[]; me: string }) {
  return (
    <ul className="flex flex-col gap-1">
      {people.map((person) => (
        <li key={person.id} className="min-w-0">
          <PersonOrYou person={person} me={me} />
        </li>
      ))}
    </ul>
  );
}

function Reviewer({ request, reviewers, me, actions }: ReviewProps) {
  const { id, assignee, allowed } = request;
  return (
    <div className="flex flex-col items-start gap-1.5">
      {assignee ? <PersonOrYou person={assignee} me={me} /> : <Untaken request={request} me={me} />}
      {allowed.includes("assign") && (
        <span className="flex flex-wrap items-center gap-1.5">
          {assignee?.id !== me && (
            <OneButtonForm action={actions.assignAction} fields={{ requestId: id, assignee: "me" }}>
              Take it
            </OneButtonForm>
          )}
          <AssignForm request={request} reviewers={reviewers} assign={actions.assignAction} />
        </span>
      )}
    </div>
  );
}

/** Whoever decided without taking it is a reviewer all the same. */
function Untaken({ request, me }: Pick<ReviewProps, "request" | "me">) {
  const voters = votersOf(request.decisions);
  if (voters.length === 0) return <span className="text-subtle">Nobody yet</span>;
  return (
    <>
      <People people={voters} me={me} />
      {request.state !== "changes_requested" && (
        <span className="text-subtle">Nobody yet for the rest</span>
      )}
    </>
  );
}
