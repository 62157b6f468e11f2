import { CardSection } from "#components/ui/card.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import type { RequestView } from "#lib/requests/get-request.ts";
import { historyWords, type Known } from "#lib/requests/core/history-words.ts";
import type { ReviewProps } from "./review-props.ts";

/** Everything that was done to it, from the append-only log, the newest first. */
export function HistoryCard({ request, now }: ReviewProps) {
  const { history } = request;
  const known = knownOf(request);
  return (
    <CardSection title="History" description="From the append-only log.">
      <ol className="flex flex-col gap-3 border-l border-line-strong pl-4">
        {[...history].reverse().map((entry, at) => {
          const { sentence, detail } = historyWords(entry, known);
          return (
            <li key={history.length - at} className="relative text-sm">
              <span
                aria-hidden
                className="absolute top-1.5 -left-4 size-2 -translate-x-1/2 rounded-full border border-line-strong bg-surface"
              />
              <span className="font-medium">{showHidden(entry.actor)}</span> {showHidden(sentence)}{" "}
              <span className="text-subtle">
                <RelativeTime at={entry.at} now={now} />
              </span>
              {detail && (
                <span className="line-clamp-2 break-words text-muted">{showHidden(detail)}</span>
              )}
            </li>
          );
        })}
      </ol>
    </CardSection>
  );
}

function knownOf({ requester, assignee, decisions, threads, checklist }: RequestView): Known {
  const people = [
    requester,
    ...(assignee ? [assignee] : []),
    ...decisions.map(({ reviewer }) => reviewer),
    ...threads.map(({ author }) => author),
  ];
  return {
    names: new Map(people.map(({ id, name }) => [id, name])),
    items: new Map(checklist.map(({ key, label }) => [key, label])),
  };
}
