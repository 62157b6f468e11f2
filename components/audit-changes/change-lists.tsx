import { Users } from "lucide-react";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import { KIND_WORDS } from "#lib/audit-changes/core/kinds.ts";
import type { AuditChangeView } from "#lib/audit-changes/list-audit-changes.ts";
import { CardSection } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Table, type Column } from "#components/ui/table.tsx";
import { ChangeCard, StateBadge } from "./change-card.tsx";
import type { LogActions, LogPowers } from "./log-actions.ts";

type Props = {
  changes: readonly AuditChangeView[];
  now: Date;
  powers: LogPowers;
  actions: LogActions;
};

export function OpenChanges({ changes, ...rest }: Props) {
  if (changes.length === 0)
    return (
      <EmptyState title="Nothing waits for a second person" icon={Users}>
        {rest.powers.proposes
          ? "What you propose below stands here until somebody else confirms it, and changes nothing before."
          : "What an administrator proposes about the log stands here until somebody else decides."}
      </EmptyState>
    );
  return (
    <div className="flex min-w-0 flex-col gap-4">
      {changes.map((change) => (
        <ChangeCard key={change.id} change={change} {...rest} />
      ))}
    </div>
  );
}

type Row = AuditChangeView & { read: Date };

const COLUMNS: readonly Column<Row>[] = [
  {
    key: "what",
    header: "What",
    primary: true,
    cell: ({ id, kind, lines }) => (
      <span id={`change-${id}`} className="scroll-mt-20">
        <span className="block font-medium">{KIND_WORDS[kind].title}</span>
        <span className="block [overflow-wrap:anywhere] text-subtle">
          {lines.map(({ term, then }) => `${term}: ${showHidden(then)}`).join(" · ")}
        </span>
      </span>
    ),
  },
  {
    key: "state",
    header: "Outcome",
    className: "whitespace-nowrap",
    cell: ({ state }) => <StateBadge state={state} />,
  },
  { key: "proposed", header: "Proposed by", cell: ({ proposedBy }) => showHidden(proposedBy.name) },
  {
    key: "decided",
    header: "Decided by",
    cell: ({ decidedBy, note }) =>
      decidedBy ? (
        <>
          {showHidden(decidedBy.name)}
          {note && <span className="block text-subtle">{showHidden(note)}</span>}
        </>
      ) : (
        "Nobody"
      ),
  },
  {
    key: "when",
    header: "When",
    className: "whitespace-nowrap",
    cell: ({ decidedAt, expiresAt, read }) => (
      <RelativeTime at={decidedAt ?? expiresAt} now={read} />
    ),
  },
];

export function DecidedChanges({ changes, now }: Pick<Props, "changes" | "now">) {
  if (changes.length === 0) return null;
  return (
    <CardSection title="Decided" description="The last proposals and what became of them." flush>
      <Table
        caption="Decided proposals"
        columns={COLUMNS}
        rows={changes.map((change) => ({ ...change, read: now }))}
        rowKey={({ id }) => id}
      />
    </CardSection>
  );
}
