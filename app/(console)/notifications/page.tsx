import { Inbox } from "#components/notifications/inbox.tsx";
import { MarkReadButton } from "#components/notifications/mark-read-button.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { sessionContext } from "#lib/auth/context.ts";
import { countUnread } from "#lib/notifications/count-unread.ts";
import { listNotifications } from "#lib/notifications/list-notifications.ts";
import { markReadAction } from "./actions.ts";

export const metadata = { title: "Notifications" };

type Props = { searchParams: Promise<{ unread?: string; cursor?: string }> };

export default async function NotificationsPage({ searchParams }: Props) {
  const ctx = await sessionContext();
  const { unread: only, cursor } = await searchParams;
  const onlyUnread = only === "true";
  const [page, unread] = await Promise.all([
    listNotifications(ctx, { unread: onlyUnread, cursor }),
    countUnread(ctx, {}),
  ]);
  return (
    <>
      <PageHeader
        title="Notifications"
        description="What happened to your requests, to servers you own or use, and what waits for you."
        actions={
          <>
            {unread > 0 && <MarkReadButton action={markReadAction} />}
            <LinkButton href="/notifications/preferences">Preferences</LinkButton>
          </>
        }
      />
      <Inbox
        page={page}
        onlyUnread={onlyUnread}
        unread={unread}
        now={ctx.now}
        markRead={markReadAction}
      />
    </>
  );
}
