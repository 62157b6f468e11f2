import { OneButtonForm } from "#components/admin/one-button-form.tsx";
import { recordHref } from "#components/audit/audit-href.ts";
import { CardSection } from "#components/ui/card.tsx";
import { TextLink } from "#components/ui/link.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Table, type Column } from "#components/ui/table.tsx";
import { countWords } from "#lib/audit-sinks/core/sink-words.ts";
import type { SinkDetails, SinkLetterView } from "#lib/audit-sinks/get-sink.ts";
import { actionLabel } from "#lib/audit/core/action-words.ts";
import type { Action, SinkPowers } from "./sink-actions.ts";

type Props = { sink: SinkDetails; now: Date; powers: SinkPowers; replay: Action };

/** What the receiver would not take or does not have, each with the reason. */
export function DeadLetters({ sink, now, powers, replay }: Props) {
  const { id, deadLetters, letters, asked } = sink;
  const hidden = letters + asked - deadLetters.length;
  return (
    <CardSection
      title="Dead letters"
      description="Records that the receiver refused while it took others, and those that a comparison did not find there. Sent again, they keep their ids."
      actions={
        powers.configures &&
        letters > 0 && (
          <OneButtonForm action={replay} fields={{ sinkId: id }}>
            Send all again
          </OneButtonForm>
        )
      }
      flush
    >
      {deadLetters.length === 0 ? (
        <p className="p-4 text-muted">None.</p>
      ) : (
        <Table
          caption="Dead letters"
          columns={[...columns(now), ...(powers.configures ? [again(id, replay)] : [])]}
          rows={deadLetters}
          rowKey={(letter) => letter.id}
        />
      )}
      {hidden > 0 && (
        <p className="border-t border-line p-4 text-sm text-subtle">
          {countWords(hidden, "more dead letter")}, younger than these.
        </p>
      )}
    </CardSection>
  );
}

const columns = (now: Date): Column<SinkLetterView>[] => [
  {
    key: "record",
    header: "Record",
    primary: true,
    cell: (letter) => <Named letter={letter} />,
  },
  {
    key: "reason",
    header: "Reason",
    cell: ({ reason }) => <span className="wrap-anywhere">{reason}</span>,
  },
  { key: "at", header: "When", cell: ({ at }) => <RelativeTime at={at} now={now} /> },
  { key: "attempts", header: "Attempts again", numeric: true, cell: ({ attempts }) => attempts },
];

function Named({ letter: { record, firstLeaf, count } }: { letter: SinkLetterView }) {
  const place = `Place ${firstLeaf.toLocaleString("en")} in the log`;
  return (
    <span className="flex flex-col">
      {record ? (
        <TextLink href={recordHref(record.id)}>{actionLabel(record.action)}</TextLink>
      ) : (
        <span>Removed by age</span>
      )}
      <span className="text-subtle">
        {count === 1 ? place : `${place}, and ${countWords(count - 1, "record")} after it`}
      </span>
    </span>
  );
}

const again = (sinkId: string, replay: Action): Column<SinkLetterView> => ({
  key: "again",
  header: "Send again",
  hideHeader: true,
  cell: ({ id, askedAt, firstLeaf }) =>
    askedAt !== null ? (
      <span className="text-subtle">On its way again</span>
    ) : (
      <OneButtonForm action={replay} fields={{ sinkId, letterId: id }}>
        Send again<span className="sr-only">: place {firstLeaf}</span>
      </OneButtonForm>
    ),
});
