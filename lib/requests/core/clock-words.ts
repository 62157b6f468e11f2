/** The service-level clocks of a request in words. */
import { isEnded, type RequestState } from "./words.ts";

export type ClockFacts = {
  state: RequestState;
  /** It waits for its author. */
  paused: boolean;
  respondedAt: Date | null;
  responseDueAt: Date | null;
  decisionDueAt: Date | null;
};
export type ClockWords = { words: string; pressure: "overdue" | "soon" | "calm" | "paused" };

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** What is due within this time is due soon. */
const SOON_MS = 8 * HOUR_MS;

/** The clock that presses most; null where none runs, such as on a draft. */
export function clockWords(facts: ClockFacts, now: Date): ClockWords | null {
  if (isEnded(facts.state) || facts.state === "draft") return null;
  if (facts.paused || facts.state === "changes_requested")
    return { words: "paused: waits for its author", pressure: "paused" };
  const clock = pressing(facts, now);
  if (!clock) return null;
  const { what, leftMs } = clock;
  if (leftMs < 0) return { words: `${what} overdue by ${spanWords(-leftMs)}`, pressure: "overdue" };
  return {
    words: `${what} due in ${spanWords(leftMs)}`,
    pressure: leftMs < SOON_MS ? "soon" : "calm",
  };
}

type Clock = { what: "response" | "decision"; leftMs: number };

/** A missed decision is worse than a missed response; else the response comes first. */
function pressing({ respondedAt, responseDueAt, decisionDueAt }: ClockFacts, now: Date) {
  const clockOf = (what: Clock["what"], due: Date | null): Clock | null =>
    due && { what, leftMs: due.getTime() - now.getTime() };
  const decision = clockOf("decision", decisionDueAt);
  const response = respondedAt === null ? clockOf("response", responseDueAt) : null;
  return decision && decision.leftMs < 0 ? decision : (response ?? decision);
}

/** "40 minutes", "3 hours", "2 days": rounded to what somebody plans with, and never nothing. */
export function spanWords(ms: number): string {
  if (ms < 1.5 * HOUR_MS) return counted(Math.max(1, Math.round(ms / MINUTE_MS)), "minute");
  if (ms < 36 * HOUR_MS) return counted(Math.round(ms / HOUR_MS), "hour");
  return counted(Math.round(ms / DAY_MS), "day");
}

const counted = (count: number, unit: string) => `${count} ${unit}${count === 1 ? "" : "s"}`;
