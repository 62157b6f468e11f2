import { Ban, CircleCheck, Users } from "lucide-react";
import type { PeoplePage, PersonSummary } from "#lib/people/list-people.ts";
import { PEOPLE_PER_PAGE } from "#lib/people/schemas.ts";
import { pageLinks } from "#components/admin/page-links.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Link } from "#components/ui/link.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Table, type Column } from "#components/ui/table.tsx";
import type { PeopleFilter } from "./people-filters.tsx";
import { RoleBadges } from "./role-words.tsx";

export const personHref = (email: string) => `/admin/people/${encodeURIComponent(email)}`;

type Props = { people: PeoplePage; filters: PeopleFilter; now: Date };

export function PeopleTable({ people, filters, now }: Props) {
  const { search, role, state } = filters;
  if (people.total === 0)
    return (
      <EmptyState title="Nobody fits" icon={Users}>
        Choose other filters. People appear here once they have signed in for the first time.
      </EmptyState>
    );
  return (
    <>
      <Card className="overflow-hidden">
        <Table
          caption="People"
          columns={columns(now)}
          rows={people.people}
          rowKey={(person) => person.id}
        />
      </Card>
      <Pagination
        {...pageLinks(people, {
          path: "/admin/people",
          query: { search, role, state: state === "all" ? undefined : state },
          size: PEOPLE_PER_PAGE,
          noun: ["person", "people"],
        })}
      />
    </>
  );
}

function columns(now: Date): Column<PersonSummary>[] {
  return [
    {
      key: "name",
      header: "Name",
      primary: true,
      cell: (person) => (
        <span className="flex flex-col">
          <Link
            href={personHref(person.email)}
            className="py-0.5 font-medium hover:text-accent-text hover:underline"
          >
            {person.name}
          </Link>
          <span className="text-subtle">{person.email}</span>
        </span>
      ),
    },
    { key: "roles", header: "Roles", cell: (person) => <RoleBadges roles={person.roles} /> },
    {
      key: "teams",
      header: "Teams",
      cell: ({ teams }) => teams.map((team) => team.name).join(", ") || "None",
    },
    { key: "signs", header: "Signs in with", cell: ({ signsInWith }) => sentence(signsInWith) },
    {
      key: "seen",
      header: "Last seen",
      cell: ({ lastSeenAt }) => (lastSeenAt ? <RelativeTime at={lastSeenAt} now={now} /> : "Never"),
    },
    {
      key: "tokens",
      header: "Tokens",
      className: "tabular-nums sm:text-right",
      cell: ({ liveTokens }) => liveTokens,
    },
    { key: "state", header: "Account", cell: (person) => <AccountBadge {...person} /> },
  ];
}

const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

export function AccountBadge({
  disabledAt,
  disabledReason,
}: Pick<PersonSummary, "disabledAt" | "disabledReason">) {
  return disabledAt ? (
    <Badge tone="danger" icon={Ban} title={disabledReason ?? "No reason is on record."}>
      Disabled
    </Badge>
  ) : (
    <Badge tone="success" icon={CircleCheck}>
      May sign in
    </Badge>
  );
}
