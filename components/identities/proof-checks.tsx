import { OUTCOME_WORDS } from "#lib/publishers/core/words.ts";
import type { IdentityDetail } from "#lib/publishers/get-identity.ts";
import { CardSection } from "#components/ui/card.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Table, type Column } from "#components/ui/table.tsx";

type Check = IdentityDetail["checks"][number];

const columns = (now: Date): readonly Column<Check>[] => [
  {
    key: "at",
    header: "When",
    primary: true,
    cell: ({ at }) => <RelativeTime at={at} now={now} />,
  },
  { key: "dns", header: "DNS", cell: ({ dns }) => OUTCOME_WORDS[dns] },
  { key: "file", header: "File", cell: ({ wellKnown }) => OUTCOME_WORDS[wellKnown] },
  { key: "by", header: "By", cell: ({ by }) => by },
  {
    key: "detail",
    header: "In detail",
    cell: ({ detail }) => <span className="[overflow-wrap:anywhere]">{detail}</span>,
  },
];

export function ProofChecks({ checks, now }: { checks: readonly Check[]; now: Date }) {
  return (
    <CardSection title="Checks of the proof" flush>
      <Table
        caption="Checks of the proof"
        columns={columns(now)}
        rows={checks}
        rowKey={({ at }) => at.toISOString()}
        empty={<p className="px-4 pb-4 text-subtle">Nobody has looked yet.</p>}
      />
    </CardSection>
  );
}
