import { ExactDate, RelativeTime } from "#components/ui/relative-time.tsx";
import { TextLink } from "#components/ui/link.tsx";
import { Table, type Column } from "#components/ui/table.tsx";
import type { DecisionQuality, Reversal } from "#lib/reviews/get-decision-quality.ts";

type Props = { reversals: DecisionQuality["reversals"]; now: Date };

export function Reversals({ reversals, now }: Props) {
  const { approved, undone, latest, changedMinds } = reversals;
  return (
    <div className="flex flex-col gap-4">
      <p className="max-w-prose text-muted">
        {undone === 0
          ? `None of ${approved} ${approved === 1 ? "approval" : "approvals"} was reversed.`
          : `${undone} of ${approved} ${approved === 1 ? "approval" : "approvals"} ${undone === 1 ? "was" : "were"} reversed.`}{" "}
        {changedMinds === 0
          ? "No reviewer took back an approval at a later revision."
          : `${changedMinds === 1 ? "Once" : `${changedMinds} times`} a reviewer approved one revision and no longer the next.`}
      </p>
      {latest.length > 0 && (
        <Table
          caption="Latest reversals"
          columns={columnsAt(now)}
          rows={latest}
          rowKey={({ number }) => number}
        />
      )}
    </div>
  );
}

const columnsAt = (now: Date): Column<Reversal>[] => [
  {
    key: "request",
    header: "Request",
    primary: true,
    cell: ({ number, title }) => (
      <>
        <TextLink href={`/requests/${number}`}>{number}</TextLink> {title}
      </>
    ),
  },
  { key: "approved", header: "Approved", cell: ({ decidedAt }) => <ExactDate at={decidedAt} /> },
  { key: "what", header: "What happened", cell: ({ what }) => WHAT[what] },
  {
    key: "when",
    header: "When",
    cell: ({ undoneAt }) => <RelativeTime at={undoneAt} now={now} />,
  },
];

const WHAT: Record<Reversal["what"], string> = {
  quarantined: "Quarantined",
  rejected: "Rejected",
  retired: "Retired",
};
