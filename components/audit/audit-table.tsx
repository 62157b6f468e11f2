import { Ban, Bot, CircleX, ScrollText, User } from "lucide-react";
import { Badge } from "#components/ui/badge.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Link } from "#components/ui/link.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Table, type Column } from "#components/ui/table.tsx";
import { actionSentence } from "#lib/audit/core/action-words.ts";
import { queryOf, type FilterTexts } from "#lib/audit/core/filter-query.ts";
import type { AuditEventView, AuditPage } from "#lib/audit/list-events.ts";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import { recordHref } from "./audit-href.ts";
import { OUTCOME_LABELS, targetLabel } from "./filter-labels.ts";
import { NoObject } from "./objects-note.tsx";
import { TargetLink } from "./target-link.tsx";

type Props = {
  page: Pick<AuditPage, "events" | "objects">;
  filters: FilterTexts;
  now: Date;
};

/** Records, the newest first: when, who, what, to what, with which outcome. */
export function AuditTable({ page, filters, now }: Props) {
  return (
    <Table
      caption="Records of the log"
      columns={columns(now)}
      rows={page.events}
      rowKey={({ id }) => id}
      empty={<Empty objects={page.objects} filters={filters} />}
    />
  );
}

function Empty({ objects, filters }: Pick<AuditPage, "objects"> & Pick<Props, "filters">) {
  const filtered = queryOf(filters) !== "";
  return (
    <EmptyState
      title={filtered ? "No record matches" : "Nothing is on record yet"}
      icon={ScrollText}
      actions={filtered && <LinkButton href="/audit">Clear the filters</LinkButton>}
    >
      <div className="flex flex-col gap-2">
        <p>
          {filtered
            ? "No record has all of these. Take a filter away, or look at more time."
            : "What people and the product do from now on appears here."}
        </p>
        <NoObject objects={objects} filters={filters} />
        {filters.q !== undefined && (
          <p>
            This does not prove that nothing happened: words are looked for in what a record itself
            holds, not in what servers, teams and people are called now. For a name, use Object
            under More filters.
          </p>
        )}
      </div>
    </EmptyState>
  );
}

const columns = (now: Date): Column<AuditEventView>[] => [
  {
    key: "at",
    header: "When",
    className: "whitespace-nowrap text-muted",
    cell: ({ at }) => <RelativeTime at={at} now={now} />,
  },
  { key: "who", header: "Who", cell: ({ actor }) => <Who actor={actor} /> },
  {
    key: "what",
    header: "What",
    primary: true,
    cell: ({ id, action, after }) => (
      <span className="flex flex-col">
        <Link
          href={recordHref(id)}
          data-row-link=""
          className="font-medium underline-offset-2 hover:underline"
        >
          {capital(actionSentence(action))}
        </Link>
        <Reason after={after} />
      </span>
    ),
  },
  {
    key: "object",
    header: "Object",
    cell: ({ target }) => (
      <span className="flex flex-col">
        <TargetLink target={target} />
        <span className="text-subtle">{targetLabel(target.kind)}</span>
      </span>
    ),
  },
  { key: "outcome", header: "Outcome", cell: ({ outcome }) => <OutcomeBadge outcome={outcome} /> },
];

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

function Who({ actor: { kind, id, name } }: Pick<AuditEventView, "actor">) {
  const Icon = kind === "user" ? User : Bot;
  return (
    <span className="inline-flex items-baseline gap-1.5" title={id}>
      <Icon aria-hidden className="size-4 shrink-0 self-center text-subtle" />
      <span className="min-w-24 wrap-anywhere">{showHidden(name)}</span>
    </span>
  );
}

/** Why it was done, where somebody said so. */
function Reason({ after }: Pick<AuditEventView, "after">) {
  const reason = after?.["reason"];
  if (typeof reason !== "string" || reason === "") return null;
  return (
    <span className="line-clamp-2 max-w-prose wrap-anywhere text-subtle">
      “{showHidden(reason)}”
    </span>
  );
}

export function OutcomeBadge({ outcome }: Pick<AuditEventView, "outcome">) {
  const { label, tone } = OUTCOME_LABELS[outcome];
  if (outcome === "success") return <span className="text-muted">{label}</span>;
  return (
    <Badge tone={tone} icon={outcome === "refused" ? Ban : CircleX}>
      {label}
    </Badge>
  );
}
