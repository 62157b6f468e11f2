import { Bot, History, User } from "lucide-react";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { activitySentence, changedFacts, type FactChange } from "#lib/catalog/core/activity.ts";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import { serverPath } from "#lib/catalog/core/paths.ts";
import type { ActivityEvent, ActivityPage } from "#lib/catalog/list-activity.ts";

type Props = { name: string; page: ActivityPage; isFirst: boolean; now: Date };

/** Who did what to this server, newest first. */
export function ActivityTimeline({ name, page, isFirst, now }: Props) {
  const { events, whole, nextCursor } = page;
  const base = serverPath(name, "activity");
  return (
    <div className="flex flex-col gap-4">
      <p className="max-w-prose text-sm text-subtle">
        {whole
          ? "Everything that was done to this server, from the append-only log."
          : "How this server came here and how its life went. The whole log is read by its owner team, security, administrators and auditors."}
      </p>
      {events.length === 0 ? (
        <EmptyState icon={History} title="Nothing is on record yet">
          What people and imports do to this server from now on appears here.
        </EmptyState>
      ) : (
        <ol className="flex flex-col border-l border-line-strong pl-5">
          {events.map((event) => (
            <EventItem key={event.id} event={event} now={now} />
          ))}
        </ol>
      )}
      {(nextCursor !== null || !isFirst) && (
        <Pagination
          summary={`${events.length} records on this page`}
          previousHref={isFirst ? null : base}
          nextHref={nextCursor === null ? null : `${base}?cursor=${encodeURIComponent(nextCursor)}`}
        />
      )}
    </div>
  );
}

function EventItem({ event, now }: { event: ActivityEvent; now: Date }) {
  const { actorKind, actorName, action, before, after, at } = event;
  const Icon = actorKind === "user" ? User : Bot;
  const changes = changedFacts(before, after);
  return (
    <li className="relative flex flex-col gap-1 pb-5">
      <span className="absolute top-0.5 -left-5 flex size-5 -translate-x-1/2 items-center justify-center rounded-full border border-line-strong bg-surface text-subtle">
        <Icon aria-hidden className="size-3" />
      </span>
      <p>
        <span className="font-medium">{showHidden(actorName)}</span>{" "}
        <span title={action}>{activitySentence(action, before, after)}</span>{" "}
        <span className="text-sm text-subtle">
          <RelativeTime at={at} now={now} />
        </span>
      </p>
      {changes.length > 0 && (
        <ul className="flex flex-col gap-0.5 text-sm text-muted">
          {changes.map((change) => (
            <Fact key={change.label} change={change} />
          ))}
        </ul>
      )}
    </li>
  );
}

function Fact({ change: { label, before, after } }: { change: FactChange }) {
  return (
    <li className="max-w-prose break-words">
      {label}: {before !== null && <del className="text-subtle">{showHidden(before)}</del>}
      {before !== null && " "}
      {after === null ? (
        <span className="text-subtle">removed</span>
      ) : (
        <ins className="text-ink no-underline">{showHidden(after)}</ins>
      )}
    </li>
  );
}
