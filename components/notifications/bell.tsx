"use client";

import { Bell as BellIcon } from "lucide-react";
import { useEffect, useState } from "react";
import { buttonStyle } from "#components/ui/button-style.ts";
import { Link } from "#components/ui/link.tsx";
import { READ_EVENT } from "./read-event.ts";

const EVERY_MS = 30_000;
const MOST = 99;

/** The way to the inbox with the number of unread notifications, asked for again while one looks. */
export function Bell({ unread: given }: { unread: number }) {
  const [{ from, unread, news }, set] = useState({ from: given, unread: given, news: 0 });
  // A page that was rendered anew knows better than what was asked for before.
  if (from !== given) set({ from: given, unread: given, news: 0 });

  useEffect(() => {
    const stop = new AbortController();
    const look = async () => {
      if (document.visibilityState !== "visible") return;
      const now = await fetchUnread(stop.signal);
      if (now === null) return;
      set((before) => ({ ...before, unread: now, news: Math.max(0, now - before.unread) }));
    };
    // A look that fails (signed out, a server that restarts) is made up for by the next.
    const lookQuietly = () => void look().catch(() => undefined);
    const timer = setInterval(lookQuietly, EVERY_MS);
    const { signal } = stop;
    window.addEventListener("focus", lookQuietly, { signal });
    window.addEventListener(READ_EVENT, lookQuietly, { signal });
    document.addEventListener("visibilitychange", lookQuietly, { signal });
    return () => {
      clearInterval(timer);
      stop.abort();
    };
  }, []);

  return (
    <>
      <Link
        href="/notifications"
        aria-label={unread === 0 ? "Notifications" : `Notifications, ${unread} unread`}
        className={buttonStyle({ variant: "ghost", size: "icon", className: "relative" })}
      >
        <BellIcon aria-hidden />
        {unread > 0 && (
          <span
            aria-hidden
            className="absolute -top-0.5 -right-1 flex h-4.5 min-w-4.5 items-center justify-center rounded-full bg-accent px-1 text-xs leading-none font-semibold text-on-accent tabular-nums"
          >
            {unread > MOST ? `${MOST}+` : unread}
          </span>
        )}
      </Link>
      <span aria-live="polite" className="sr-only">
        {news === 0 ? "" : `${news} new ${news === 1 ? "notification" : "notifications"}`}
      </span>
    </>
  );
}

async function fetchUnread(signal: AbortSignal): Promise<number | null> {
  const answer = await fetch("/api/v1/notifications/unread", { signal });
  if (!answer.ok) return null;
  return ((await answer.json()) as { unread: number }).unread;
}
