import { ageWords } from "#lib/catalog/core/staleness.ts";
import { LocalTime } from "./local-time.tsx";

/** "3 months ago", with the exact time in the reader's own zone on hover. `now` is the request's time. */
export function RelativeTime({ at, now }: { at: Date; now: Date }) {
  return <LocalTime iso={at.toISOString()}>{recentWords(at, now) ?? ageWords(at, now)}</LocalTime>;
}

function recentWords(at: Date, now: Date): string | null {
  const minutes = Math.floor((now.getTime() - at.getTime()) / 60_000);
  if (minutes < 0 || minutes >= 24 * 60) return null;
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  return `${hours} hour${hours === 1 ? "" : "s"} ago`;
}

const DATE = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeZone: "UTC" });

/** A date as such, "12 Mar 2026", with the exact time on hover. */
export function ExactDate({ at }: { at: Date }) {
  return <LocalTime iso={at.toISOString()}>{DATE.format(at)}</LocalTime>;
}
