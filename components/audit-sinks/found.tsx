import { Callout } from "#components/ui/callout.tsx";
import { countWords, leftOutWords } from "#lib/audit-sinks/core/sink-words.ts";
import type { Reconciliation } from "#lib/audit-sinks/reconcile-sink.ts";

const SHOWN = 20;

/** What a comparison found; what is missing is already on its way again. */
export function Found({ found }: { found: Reconciliation }) {
  const { sent, repeats, unreadable, missing, leftOut } = found;
  const count = missing.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  const notes = [
    ...(repeats > 0 ? [`${countWords(repeats, "line")} came more than once.`] : []),
    ...(unreadable > 0 ? [`${countWords(unreadable, "line")} could not be read.`] : []),
    ...(leftOut ? [`${leftOutWords(leftOut)}: the record in the log says so.`] : []),
  ].join(" ");
  return (
    <div role="status">
      {sent === 0 ? (
        <Callout title="Nothing to compare: by its present settings this sink was sent nothing of these days">
          {notes}
        </Callout>
      ) : count === 0 ? (
        <Callout
          tone="success"
          title={`All ${countWords(sent, "record")} that were sent are there`}
        >
          {notes}
        </Callout>
      ) : (
        <Callout
          tone="danger"
          title={`${countWords(count, "record")} of ${sent.toLocaleString("en")} missing, sent again within seconds`}
        >
          <ul className="wrap-anywhere">
            {missing.slice(0, SHOWN).map(({ writer, epoch, from, to }) => (
              <li key={`${writer}/${epoch}/${from}`}>
                Writer <code>{writer}</code>, epoch {epoch}:{" "}
                {from === to ? from : `${from} to ${to}`}
              </li>
            ))}
            {missing.length > SHOWN && <li>{missing.length - SHOWN} more gaps.</li>}
          </ul>
          {notes}
        </Callout>
      )}
    </div>
  );
}
