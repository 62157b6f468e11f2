"use client";

import { useSyncExternalStore, type ReactNode } from "react";

const never = () => () => undefined;

/** A `<time>` whose title is exact: in UTC from the server, in the reader's zone in their browser. */
export function LocalTime({ iso, children }: { iso: string; children: ReactNode }) {
  const title = useSyncExternalStore(
    never,
    () =>
      new Date(iso).toLocaleString(undefined, {
        dateStyle: "full",
        timeStyle: "long",
      }),
    () => `${iso.slice(0, 19).replace("T", " ")} UTC`,
  );
  return (
    <time dateTime={iso} title={title} className="whitespace-nowrap">
      {children}
    </time>
  );
}
