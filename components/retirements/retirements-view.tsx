import { CalendarOff } from "lucide-react";
import { Badge } from "#components/ui/badge.tsx";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { TextLink } from "#components/ui/link.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { ExactDate } from "#components/ui/relative-time.tsx";
import { Table, type Column } from "#components/ui/table.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import { serverPath } from "#lib/catalog/core/paths.ts";
import { STATE_WORDS } from "#lib/retirements/core/words.ts";
import type { RetirementPage } from "#lib/retirements/list-retirements.ts";
import type { RetirementFilter } from "#lib/retirements/schemas.ts";
import type { RetirementSummary } from "#lib/retirements/retirement-view.ts";
import { ProgressBar } from "./progress-bar.tsx";
import { PhaseChip } from "./retirement-chips.tsx";
import { RetirementSearch } from "./retirement-search.tsx";

type Props = {
  page: RetirementPage;
  filters: { show: RetirementFilter; q: string; cursor?: string | undefined };
};

const TABS: readonly { show: RetirementFilter; label: string }[] = [
  { show: "running", label: "Running" },
  { show: "mine", label: "Waiting for my answer" },
  { show: "ended", label: "Ended" },
];

export function hrefOf(given: { show: RetirementFilter; q: string; cursor?: string | null }) {
  const query = new URLSearchParams();
  if (given.show !== "running") query.set("show", given.show);
  if (given.q) query.set("q", given.q);
  if (given.cursor) query.set("cursor", given.cursor);
  const text = query.toString();
  return text === "" ? "/retirements" : `/retirements?${text}`;
}

/** Every campaign one may see, with how far it is. */
export function RetirementsView({ page, filters }: Props) {
  const { show, q, cursor } = filters;
  const { retirements, total, nextCursor, counts } = page;
  return (
    <div className="flex flex-col gap-4">
      <Tabs
        label="Retirements"
        tabs={TABS.map((tab) => ({
          label: tab.label,
          href: hrefOf({ show: tab.show, q }),
          current: tab.show === show,
          count: counts[tab.show],
        }))}
      />
      <RetirementSearch show={show} q={q} />
      {retirements.length === 0 ? (
        <Nothing filters={filters} />
      ) : (
        <>
          <Card>
            <Table
              caption="Retirements"
              rows={retirements}
              rowKey={({ id }) => id}
              columns={columns(show)}
            />
          </Card>
          <Pagination
            summary={total === 1 ? "1 retirement" : `${retirements.length} of ${total} retirements`}
            previousHref={cursor ? hrefOf({ show, q }) : null}
            nextHref={nextCursor && hrefOf({ show, q, cursor: nextCursor })}
          />
        </>
      )}
    </div>
  );
}

function Nothing({ filters: { show, q } }: Pick<Props, "filters">) {
  if (q !== "")
    return (
      <EmptyState icon={CalendarOff} title={`No retirement of “${q}”`}>
        <TextLink href={hrefOf({ show, q: "" })}>Show all</TextLink>
      </EmptyState>
    );
  return (
    <EmptyState
      icon={CalendarOff}
      title={show === "mine" ? "No answer of yours is expected" : "No retirement here"}
    >
      {show === "mine"
        ? "When a server that your team uses is to be retired, it stands here until you have answered."
        : "The owner team of a server begins one with a request, from the server's page."}
    </EmptyState>
  );
}

const columns = (show: RetirementFilter): Column<RetirementSummary>[] => [
  {
    key: "server",
    header: "Server",
    primary: true,
    cell: (row) => (
      <span className="flex min-w-0 flex-col">
        <TextLink href={serverPath(row.serverName, "retirement")} className="font-medium">
          {showHidden(row.serverTitle ?? row.serverName)}
        </TextLink>
        <code className="text-sm break-all text-subtle">{showHidden(row.serverName)}</code>
      </span>
    ),
  },
  {
    key: "phase",
    header: "Phase",
    cell: (row) => (
      <span className="flex flex-col items-start gap-1">
        <PhaseChip state={row.state} />
        {row.awaitsMe && <Badge tone="info">Your answer is expected</Badge>}
      </span>
    ),
  },
  show === "ended"
    ? {
        key: "ended",
        header: "Ended",
        cell: (row) => (row.endedAt ? <ExactDate at={row.endedAt} /> : ""),
      }
    : {
        key: "next",
        header: "Next",
        cell: (row) =>
          row.next && (
            <span>
              {STATE_WORDS[row.next.state].label} <ExactDate at={row.next.at} />
            </span>
          ),
      },
  { key: "end", header: "Retires", cell: (row) => <ExactDate at={row.retiresAt} /> },
  {
    key: "progress",
    header: "Moved",
    cell: (row) => <ProgressBar progress={row.progress} brief />,
  },
  {
    key: "owner",
    header: "Run by",
    cell: (row) =>
      row.ownerTeam ? (
        <TextLink href={`/teams/${row.ownerTeam.slug}`}>{row.ownerTeam.name}</TextLink>
      ) : (
        <span className="text-warning-text">No owner</span>
      ),
  },
];
