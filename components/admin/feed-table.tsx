import { Globe } from "lucide-react";
import type { FormState } from "#lib/actions/form-action.ts";
import type { FeedPage, FeedServer } from "#lib/audiences/list-feed.ts";
import { FEED_PER_PAGE } from "#lib/audiences/schemas.ts";
import { ServerTitle } from "#components/teams/owned-servers.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { ClassificationChip, QuarantineChip, StatusChip } from "#components/ui/chips.tsx";
import { ConfirmButton } from "#components/ui/confirm-button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { TextLink } from "#components/ui/link.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { Table, type Column } from "#components/ui/table.tsx";
import type { FeedFilter } from "./feed-filters.tsx";
import { pageLinks, withQuery } from "./page-links.ts";

type Action = (previous: FormState, form: FormData) => Promise<FormState>;
type FeedActions = {
  exposeAction: Action;
  concealAction: Action;
  exposeAllAction: Action;
  concealAllAction: Action;
};
type Props = { feed: FeedPage; filters: FeedFilter; actions: FeedActions };

export function FeedTable({ feed, filters, actions }: Props) {
  const exposed = filters.show === "exposed";
  return (
    <>
      <CardSection
        title={exposed ? "In the anonymous feed" : "Approved, and not in the feed"}
        description={
          exposed
            ? "Without owners, internal addresses and governance."
            : "Servers that only chosen teams see are not offered here."
        }
        actions={feed.total > 0 && <ChangeAll feed={feed} filters={filters} actions={actions} />}
        flush
      >
        <Table
          caption="Servers"
          columns={columns({ filters, actions })}
          rows={feed.servers}
          rowKey={(server) => server.name}
          empty={
            <div className="p-4">
              <EmptyState title={exposed ? "Nothing fits" : "Nothing to add"} icon={Globe}>
                {exposed
                  ? "Anonymous readers get no such server. Look under “Could be added”."
                  : "Every approved server that fits is in the feed already."}
              </EmptyState>
            </div>
          }
        />
      </CardSection>
      <Pagination
        {...pageLinks(feed, {
          path: "/admin/feed",
          query: filters,
          size: FEED_PER_PAGE,
          noun: ["server", "servers"],
        })}
      />
    </>
  );
}

function ChangeAll({ feed, filters, actions }: Props) {
  const { search, tag = "", category = "", team = "" } = filters;
  const fields = { search, tag, category, team, expected: String(feed.total) };
  const count = `${feed.total.toLocaleString("en")} ${feed.total === 1 ? "server" : "servers"}`;
  const narrowed = [search, tag, category, team].some((word) => word !== "");
  const which = narrowed ? "Every server that fits the filter" : "Every server listed";
  if (filters.show === "exposed")
    return (
      <ConfirmButton
        title={`Conceal ${count}?`}
        description={`${which}, on all pages, leaves the feed: clients without a token no longer find it.`}
        confirmLabel={`Conceal ${count}`}
        action={actions.concealAllAction}
        fields={fields}
      >
        Conceal all {feed.total.toLocaleString("en")}…
      </ConfirmButton>
    );
  return (
    <ConfirmButton
      title={`Expose ${count}?`}
      description={`${which}, on all pages, becomes readable without signing in, by anybody who reaches this address.`}
      confirmLabel={`Expose ${count}`}
      action={actions.exposeAllAction}
      fields={fields}
    >
      Expose all {feed.total.toLocaleString("en")}…
    </ConfirmButton>
  );
}

function columns({ filters, actions }: Omit<Props, "feed">): Column<FeedServer>[] {
  const exposed = filters.show === "exposed";
  return [
    {
      key: "name",
      header: "Server",
      primary: true,
      cell: (server) => <ServerTitle name={server.name} title={server.title} />,
    },
    {
      key: "status",
      header: "Status",
      cell: (server) => (
        <span className="inline-flex flex-wrap gap-1">
          <StatusChip lifecycle={server.lifecycle} />
          {server.quarantined && <QuarantineChip />}
        </span>
      ),
    },
    {
      key: "version",
      header: "Version",
      className: "tabular-nums",
      cell: ({ latestVersion }) => latestVersion ?? "None approved",
    },
    { key: "data", header: "Data", cell: (server) => <ClassificationChip {...server} /> },
    {
      key: "team",
      header: "Owner",
      className: "max-xl:hidden",
      cell: ({ team }) => team ?? "No owner",
    },
    {
      key: "act",
      header: "Change",
      hideHeader: true,
      className: "text-right",
      cell: (server) => (
        <span className="inline-flex items-center gap-3">
          {exposed && (
            <TextLink href={withQuery("/admin/feed", { ...filters, preview: server.name })}>
              Preview<span className="sr-only"> {server.name}</span>
            </TextLink>
          )}
          <ConfirmButton
            size="sm"
            title={`${exposed ? "Conceal" : "Expose"} ${server.title ?? server.name}?`}
            description={
              exposed
                ? "Clients without a token no longer find it."
                : "Anybody who reaches this address can read it without signing in."
            }
            confirmLabel={exposed ? "Conceal" : "Expose"}
            danger={exposed}
            action={exposed ? actions.concealAction : actions.exposeAction}
            fields={{ name: server.name }}
          >
            {exposed ? "Conceal" : "Expose"}…<span className="sr-only"> {server.name}</span>
          </ConfirmButton>
        </span>
      ),
    },
  ];
}
