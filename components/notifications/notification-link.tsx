"use client";

import type { ReactNode } from "react";
import { Link } from "#components/ui/link.tsx";
import { READ_EVENT } from "./read-event.ts";

type Props = { id: string; href: string; unread: boolean; children: ReactNode };

/** The way to what a notification is about; going there marks it as read. */
export function NotificationLink({ id, href, unread, children }: Props) {
  const read = () => {
    if (unread) void markRead(id);
  };
  return (
    <Link
      href={href}
      onClick={read}
      onAuxClick={read}
      className={`py-0.5 hover:text-accent-text hover:underline ${unread ? "font-semibold" : ""}`}
    >
      {children}
    </Link>
  );
}

/** Goes on while the page is left. When it fails, the notification merely stays unread. */
async function markRead(id: string): Promise<void> {
  await fetch("/api/v1/notifications", {
    method: "POST",
    keepalive: true,
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ id }),
  }).catch(() => undefined);
  window.dispatchEvent(new Event(READ_EVENT));
}
