"use client";

import { useSyncExternalStore } from "react";

const never = () => () => undefined;
const OPTIONS = { dateStyle: "medium", timeStyle: "short" } as const;

/** A date and time: in UTC from the server, in the reader's zone in their browser. */
export function NoticeTime({ iso }: { iso: string }) {
  const words = useSyncExternalStore(
    never,
    () => new Date(iso).toLocaleString(undefined, OPTIONS),
    () => `${new Date(iso).toLocaleString("en-GB", { ...OPTIONS, timeZone: "UTC" })} UTC`,
  );
  return (
    <time dateTime={iso} className="whitespace-nowrap">
      {words}
    </time>
  );
}
