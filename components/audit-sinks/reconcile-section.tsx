import { CardSection } from "#components/ui/card.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { Disclosure } from "#components/admin/disclosure.tsx";
import { dayBefore, dayOf } from "#lib/audit-sinks/core/days.ts";
import { KIND_FACTS } from "#lib/audit-sinks/core/sink-kinds.ts";
import type { SinkView } from "#lib/audit-sinks/sink-view.ts";
import type { ProposedDays } from "./day-fields.tsx";
import { ReceivedForm } from "./received-form.tsx";
import { ReconcileForm } from "./reconcile-form.tsx";
import type { SinkActions } from "./sink-actions.ts";

type Props = { sink: SinkView; now: Date; reconcile: SinkActions["reconcileAction"] };

/** Holds what was sent against what is there, by writer, epoch and sequence. */
export function ReconcileSection({ sink, now, reconcile }: Props) {
  const { id, name, kind } = sink;
  const { readsBack } = KIND_FACTS[kind];
  const days = proposedDays(sink, now);
  return (
    <CardSection
      title="Compare with what arrived"
      description={
        readsBack
          ? "What is there is read back and held against what was sent, record by record. It happens every night, for what was sent and not compared yet, up to the day before. What is missing is named in the log and sent again."
          : "Gatehouse cannot list what arrived here: export it on the other side, one event a line, as JSON, OCSF, CEF or LEEF. What is missing is named in the log and sent again. Do it every week for whole days, by hand or by the API: what is sent after the list was made would be missing in it."
      }
    >
      <div className="flex flex-col gap-4">
        {readsBack ? (
          <ReconcileForm sinkId={id} days={days} action={reconcile} />
        ) : (
          <ReceivedForm sinkId={id} days={days} />
        )}
        <Disclosure label="From the command line" wide>
          <CodeBlock label="command" code={commandLine(name, { ...days, readsBack })} wrap />
        </Disclosure>
      </div>
    </CardSection>
  );
}

/**
 * Of a list, all whole days that wait: what is sent after it was made would be missing in it. What is
 * read back may be of today.
 */
function proposedDays({ kind, uncompared }: SinkView, now: Date): ProposedDays {
  const today = dayOf(now);
  if (KIND_FACTS[kind].readsBack) return { from: today, to: today, today };
  const yesterday = dayBefore(today);
  const first = uncompared?.firstDay ?? yesterday;
  return { from: first < yesterday ? first : yesterday, to: yesterday, today };
}

/** Names are somebody's text: quoted, so that a shell takes them as they are. */
function commandLine(name: string, { from, to, readsBack }: ProposedDays & { readsBack: boolean }) {
  const quoted = `'${name.replaceAll("'", String.raw`'\''`)}'`;
  const list = readsBack ? "" : " --received arrived.jsonl";
  return `npm run gatehouse -- audit reconcile --sink ${quoted} --from ${from}${from === to ? "" : ` --to ${to}`}${list}`;
}
