import { BellOff, CheckCheck } from "lucide-react";
import type { FormState } from "#lib/actions/form-action.ts";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import type { NotificationPage, NotificationView } from "#lib/notifications/list-notifications.ts";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import { MarkReadButton } from "./mark-read-button.tsx";
import { NotificationLink } from "./notification-link.tsx";

type Action = (previous: FormState, form: FormData) => Promise<FormState>;
type Props = {
  page: NotificationPage;
  onlyUnread: boolean;
  unread: number;
  now: Date;
  markRead: Action;
};

export function Inbox({ page, onlyUnread, unread, now, markRead }: Props) {
  const { notifications, nextCursor } = page;
  return (
    <>
      <div className="mb-4">
        <Tabs
          label="Which notifications"
          tabs={[
            { href: "/notifications", label: "All", current: !onlyUnread },
            {
              href: "/notifications?unread=true",
              label: "Unread",
              current: onlyUnread,
              count: unread,
            },
          ]}
        />
      </div>
      {notifications.length === 0 ? (
        <NothingHere onlyUnread={onlyUnread} />
      ) : (
        <Card className="overflow-hidden">
          <ul className="divide-y divide-line">
            {notifications.map((each) => (
              <InboxLine key={each.id} notification={each} now={now} markRead={markRead} />
            ))}
          </ul>
        </Card>
      )}
      {nextCursor && (
        <Pagination
          summary={`${page.total.toLocaleString("en")} ${page.total === 1 ? "notification" : "notifications"}`}
          previousHref={null}
          nextHref={`/notifications?${onlyUnread ? "unread=true&" : ""}cursor=${nextCursor}`}
        />
      )}
    </>
  );
}

type LineProps = { notification: NotificationView; now: Date; markRead: Action };

function InboxLine({ notification, now, markRead }: LineProps) {
  const { id, title, body, link, label, actorName, at, readAt } = notification;
  const unread = readAt === null;
  return (
    <li className={`flex items-start gap-3 px-4 py-3 ${unread ? "bg-accent-soft/40" : ""}`}>
      <span
        className={`mt-2 size-2 shrink-0 rounded-full ${unread ? "bg-accent" : "border border-line-strong"}`}
      >
        <span className="sr-only">{unread ? "Unread" : "Read"}</span>
      </span>
      <div className="min-w-0 flex-1">
        <p className="wrap-anywhere">
          <NotificationLink id={id} href={link} unread={unread}>
            {showHidden(title)}
          </NotificationLink>
        </p>
        {body !== "" && (
          <p className="line-clamp-2 max-w-prose wrap-anywhere text-muted">{showHidden(body)}</p>
        )}
        <p className="mt-0.5 text-sm text-subtle">
          {label} · {showHidden(actorName)} · <RelativeTime at={at} now={now} />
        </p>
      </div>
      {unread && <MarkReadButton id={id} title={title} action={markRead} />}
    </li>
  );
}

function NothingHere({ onlyUnread }: { onlyUnread: boolean }) {
  return onlyUnread ? (
    <EmptyState
      title="Nothing unread"
      icon={CheckCheck}
      actions={<LinkButton href="/notifications">Show all</LinkButton>}
    />
  ) : (
    <EmptyState
      title="No notification yet"
      icon={BellOff}
      actions={<LinkButton href="/servers">Browse servers</LinkButton>}
    >
      Decisions on your requests, news of servers you use and everything that waits for you will
      stand here.
    </EmptyState>
  );
}
