import { eventAt, type SinkEvent } from "../core/sink-event.ts";

export type DayRun = { day: string; from: number; events: SinkEvent[] };

/**
 * The batch in pieces that are stored together, in order: events of one UTC day. A day's files then
 * hold just that day's records, whenever they were sent.
 */
export function dayRuns(
  batch: readonly SinkEvent[],
  apart: (a: SinkEvent, b: SinkEvent) => boolean = () => false,
): DayRun[] {
  const runs: DayRun[] = [];
  batch.forEach((event, index) => {
    const day = eventAt(event).slice(0, 10);
    const last = runs.at(-1);
    const before = last?.events.at(-1);
    if (last?.day === day && before && !apart(before, event)) last.events.push(event);
    else runs.push({ day, from: index, events: [event] });
  });
  return runs;
}

/** The days from one to the other, both included; 400 at most. */
export function daysBetween(from: string, to: string): string[] {
  const days: string[] = [];
  for (let at = Date.parse(from); at <= Date.parse(to) && days.length < 400; at += 86_400_000)
    days.push(new Date(at).toISOString().slice(0, 10));
  return days;
}
