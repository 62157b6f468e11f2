import { Inbox, Plus, SearchX } from "lucide-react";
import { Callout } from "#components/ui/callout.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Table } from "#components/ui/table.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import type { QueueCounts } from "#lib/requests/count-queues.ts";
import type { NextRequest } from "#lib/requests/get-next-request.ts";
import type { RequestPage } from "#lib/requests/list-requests.ts";
import { ListFiltersBar, type TeamOption } from "./list-filters.tsx";
import { ListFrame } from "./list-frame.tsx";
import { ListKeys } from "./list-keys.tsx";
import {
  changedFilters,
  clearedFilters,
  isNarrowed,
  listHref,
  type ListFilters,
  type ListPage,
} from "./list-links.ts";
import { APPROVALS, clock, REQUESTER, STATE, TEAM, TIER, TITLE } from "./request-columns.tsx";

type Props = {
  filters: ListFilters;
  found: RequestPage;
  counts: QueueCounts;
  teams: readonly TeamOption[];
  /** What waits for this person's decision. */
  next: NextRequest | null;
  mayAsk: boolean;
  now: Date;
};

const PAGE: ListPage = { path: "/requests", queue: "requested" };

/** What I asked for, and everything else that I may see. */
export function RequestsView(props: Props) {
  const { filters, found, counts, teams, next, mayAsk, now } = props;
  const tab = (queue: ListFilters["queue"], label: string) => ({
    href: listHref(PAGE, changedFilters(filters, { queue })),
    label,
    current: filters.queue === queue,
  });
  return (
    <>
      <PageHeader
        title="Requests"
        description="Everything that changes the catalog is asked for here and decided by other people."
        actions={mayAsk && <NewRequest />}
      />
      <div className="flex flex-col gap-4">
        {next && (
          <Callout
            title={`${next.number} waits for your decision`}
            actions={<LinkButton href={`/requests/${next.number}`}>Open it</LinkButton>}
          >
            {showHidden(next.title)}
          </Callout>
        )}
        <Tabs
          label="Requests"
          tabs={[
            { ...tab("requested", "Asked by me"), count: counts.requested },
            { ...tab("open", "Open"), count: counts.open },
            tab("all", "All"),
          ]}
        />
        <ListFiltersBar page={PAGE} filters={filters} teams={teams} />
        <ListFrame page={PAGE} filters={filters} found={found}>
          <Table
            caption="Requests"
            columns={[TITLE, STATE, TIER, clock(now), APPROVALS, REQUESTER, TEAM]}
            rows={found.requests}
            rowKey={(request) => request.id}
            empty={<Empty filters={filters} mayAsk={mayAsk} />}
          />
        </ListFrame>
      </div>
      <ListKeys noun="request" />
    </>
  );
}

function NewRequest() {
  return (
    <LinkButton href="/requests/new" variant="primary">
      <Plus aria-hidden /> New request
    </LinkButton>
  );
}

function Empty({ filters, mayAsk }: Pick<Props, "filters" | "mayAsk">) {
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
  if (filters.queue === "requested")
    return (
      <EmptyState
        icon={Inbox}
        title="You have not asked for anything yet"
        actions={mayAsk && <NewRequest />}
      >
        {mayAsk
          ? "Ask for a server that is missing, a newer version, or a change of one that is listed. The form fills itself from a package, an address or a server.json."
          : "Auditors read requests; they do not make them. Look under “All”."}
      </EmptyState>
    );
  return (
    <EmptyState icon={Inbox} title="Nothing here" actions={mayAsk && <NewRequest />}>
      You see your own requests, those about servers of your teams, and those you were asked to
      watch.
    </EmptyState>
  );
}
