import { CardSection } from "#components/ui/card.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { Disclosure } from "#components/admin/disclosure.tsx";
import { KIND_FACTS } from "#lib/audit-sinks/core/sink-kinds.ts";
import type { SinkView } from "#lib/audit-sinks/sink-view.ts";
import type { Days } from "./day-fields.tsx";
import { ReceivedForm } from "./received-form.tsx";
import { ReconcileForm } from "./reconcile-form.tsx";
import type { SinkActions } from "./sink-actions.ts";

type Props = { sink: SinkView; now: Date; reconcile: SinkActions["reconcileAction"] };

/** Holds what was sent against what is there, by writer, epoch and sequence. */
export function ReconcileSection({ sink, now, reconcile }: Props) {
  const { id, name, kind, uncompared } = sink;
  const today = now.toISOString().slice(0, 10);
  const days = { from: uncompared?.firstDay ?? today, today };
  const { readsBack } = KIND_FACTS[kind];
  return (
    <CardSection
      title="Compare with what arrived"
      description={
        readsBack
          ? "What is there is read back and held against what was sent, record by record. It happens every night, for what was sent and not compared yet, up to the day before. What is missing is named in the log and sent again."
          : "Gatehouse cannot list what arrived here: export it on the other side, one event a line, as JSON, OCSF, CEF or LEEF. What is missing is named in the log and sent again. Do it every week, by hand or by the API."
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

/** Names are somebody's text: quoted, so that a shell takes them as they are. */
function commandLine(name: string, { from, today, readsBack }: Days & { readsBack: boolean }) {
  const quoted = `'${name.replaceAll("'", String.raw`'\''`)}'`;
  const list = readsBack ? "" : " --received arrived.jsonl";
  return `npm run gatehouse -- audit reconcile --sink ${quoted} --from ${from}${from === today ? "" : ` --to ${today}`}${list}`;
}
