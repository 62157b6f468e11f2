import { CircleCheck, SearchX } from "lucide-react";
import { OneButtonForm } from "#components/admin/one-button-form.tsx";
import type { FormAction } from "#components/server/form-dialog.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Table, type Column } from "#components/ui/table.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import { needsFreshSignIn } from "#lib/requests/core/separation.ts";
import type { QueueCounts } from "#lib/requests/count-queues.ts";
import type { Reviewer } from "#lib/requests/list-reviewers.ts";
import type { RequestPage } from "#lib/requests/list-requests.ts";
import type { RequestSummary } from "#lib/requests/request-view.ts";
import { AssignForm } from "../assign-form.tsx";
import { PersonOrYou } from "../person-or-you.tsx";
import { ListFiltersBar, type TeamOption } from "./list-filters.tsx";
import { ListFrame } from "./list-frame.tsx";
import {
  changedFilters,
  clearedFilters,
  isNarrowed,
  listHref,
  type ListFilters,
  type ListPage,
} from "./list-links.ts";
import { APPROVALS, clock, REQUESTER, STATE, TIER, TITLE } from "./request-columns.tsx";
import { ReviewKeyHelp, ReviewKeys } from "./review-keys.tsx";
import { writeRow } from "./review-row.ts";

type Props = {
  filters: ListFilters;
  found: RequestPage;
  counts: QueueCounts;
  teams: readonly TeamOption[];
  reviewers: readonly Reviewer[];
  me: string;
  /** This person signed in a moment ago. */
  isFresh: boolean;
  now: Date;
  actions: { assignAction: FormAction; decideAction: FormAction };
};

const PAGE: ListPage = { path: "/reviews", queue: "mine" };

const QUEUES = [
  ["mine", "Mine"],
  ["unassigned", "Unassigned"],
  ["overdue", "Overdue"],
  ["open", "All open"],
] as const;

/** What waits for reviewers, the most urgent first. */
export function ReviewsView(props: Props) {
  const { filters, found, counts, teams, isFresh, actions } = props;
  return (
    <>
      <PageHeader
        title="Reviews"
        description="Requests that wait for security. Their clocks stand still while the author has to answer."
        actions={<ReviewKeyHelp />}
      />
      <div className="flex flex-col gap-4">
        <Tabs
          label="Queues"
          tabs={QUEUES.map(([queue, label]) => ({
            href: listHref(PAGE, changedFilters(filters, { queue })),
            label,
            current: filters.queue === queue,
            count: counts[queue],
          }))}
        />
        <ListFiltersBar page={PAGE} filters={filters} teams={teams} />
        <ListFrame page={PAGE} filters={filters} found={found}>
          <Table
            caption="Requests to review"
            columns={columns(props)}
            rows={found.requests}
            rowKey={(request) => request.id}
            rowProps={(request) => ({
              "data-request": writeRow(request, needsFreshSignIn(request.tier) && !isFresh),
            })}
            empty={<Empty filters={filters} counts={counts} />}
          />
        </ListFrame>
      </div>
      <ReviewKeys decide={actions.decideAction} />
    </>
  );
}

function columns({ now, me, reviewers, actions }: Props): Column<RequestSummary>[] {
  return [
    TITLE,
    TIER,
    clock(now),
    STATE,
    APPROVALS,
    REQUESTER,
    {
      key: "assignee",
      header: "Reviewer",
      cell: ({ assignee }) =>
        assignee ? (
          <PersonOrYou person={assignee} me={me} />
        ) : (
          <span className="text-subtle">Nobody</span>
        ),
    },
    {
      key: "act",
      header: "Change",
      hideHeader: true,
      className: "sm:text-right lg:whitespace-nowrap",
      cell: (request) => (
        <span className="inline-flex flex-wrap items-center gap-1 sm:-my-0.5 sm:justify-end lg:flex-nowrap">
          {request.assignee?.id !== me && request.requester.id !== me && (
            <span data-take="">
              <OneButtonForm
                action={actions.assignAction}
                fields={{ requestId: request.id, assignee: "me" }}
              >
                Take it<span className="sr-only">: {request.number}</span>
              </OneButtonForm>
            </span>
          )}
          <AssignForm request={request} reviewers={reviewers} assign={actions.assignAction} />
        </span>
      ),
    },
  ];
}

function Empty({ filters, counts }: Pick<Props, "filters" | "counts">) {
  if (isNarrowed(filters))
    return (
      <EmptyState
        icon={SearchX}
        title="No request fits"
        actions={
          <LinkButton href={listHref(PAGE, clearedFilters(filters))}>Clear filters</LinkButton>
        }
      >
        The filters leave nothing over. Remove one of them to see more.
      </EmptyState>
    );
  const waiting = counts.unassigned;
  return (
    <EmptyState
      icon={CircleCheck}
      title={EMPTY_TITLES[filters.queue] ?? "Nothing is open"}
      actions={
        waiting > 0 &&
        filters.queue !== "unassigned" && (
          <LinkButton
            href={listHref(PAGE, { ...clearedFilters(filters), queue: "unassigned" })}
            variant="primary"
          >
            {waiting === 1 ? "1 request waits" : `${waiting} requests wait`} for a reviewer
          </LinkButton>
        )
      }
    >
      {waiting > 0
        ? "Take one of those that nobody looks at yet."
        : "New requests appear here as soon as they are submitted."}
    </EmptyState>
  );
}

const EMPTY_TITLES: Partial<Record<ListFilters["queue"], string>> = {
  mine: "Nothing waits for you",
  unassigned: "Every open request has a reviewer",
  overdue: "Nothing is overdue",
};
