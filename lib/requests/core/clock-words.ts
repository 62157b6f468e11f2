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
  const { state, paused, respondedAt, responseDueAt, decisionDueAt } = facts;
  if (isEnded(state) || state === "draft") return null;
  if (paused || state === "changes_requested")
    return { words: "paused: waits for its author", pressure: "paused" };
  const decision = decisionDueAt && { what: "decision", leftMs: leftMs(decisionDueAt, now) };
  const response =
    respondedAt === null && responseDueAt
      ? { what: "response", leftMs: leftMs(responseDueAt, now) }
      : null;
  const first = decision && decision.leftMs < 0 ? decision : (response ?? decision);
  if (!first) return null;
  if (first.leftMs < 0)
    return {
      words: `${first.what} overdue by ${spanWords(-first.leftMs)}`,
      pressure: "overdue",
    };
  return {
    words: `${first.what} due in ${spanWords(first.leftMs)}`,
    pressure: first.leftMs < SOON_MS ? "soon" : "calm",
  };
}

/** "40 minutes", "3 hours", "2 days": rounded to what somebody plans with, and never nothing. */
export function spanWords(ms: number): string {
  if (ms < 1.5 * HOUR_MS) return counted(Math.max(1, Math.round(ms / MINUTE_MS)), "minute");
  if (ms < 36 * HOUR_MS) return counted(Math.round(ms / HOUR_MS), "hour");
  return counted(Math.round(ms / DAY_MS), "day");
}

const leftMs = (due: Date, now: Date) => due.getTime() - now.getTime();
const counted = (count: number, unit: string) => `${count} ${unit}${count === 1 ? "" : "s"}`;
