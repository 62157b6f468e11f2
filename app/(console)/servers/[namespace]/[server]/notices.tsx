import { NoticeBanner } from "#components/notices/notice-banner.tsx";
import { sessionContext } from "#lib/auth/context.ts";
import { listNotices } from "#lib/notices/list-notices.ts";

/** Maintenance windows and incidents of a server; nothing while there are none. */
export async function Notices({ name }: { name: string }) {
  const notices = await listNotices(await sessionContext(), { name });
  return <NoticeBanner notices={notices} />;
}
