import { BROWNOUT_HOURS, lastWeekFrom } from "./brownout.ts";
import type { PhaseDates } from "./dates.ts";
import type { RetirementState } from "./words.ts";

type MessageFacts = {
  state: RetirementState;
  reason: string;
  /** Official name; null where there is none, or who reads of the server may not know of it. */
  successor: string | null;
  dates: PhaseDates;
};

export const dayOf = (date: Date): string => date.toISOString().slice(0, 10);

/** What clients and people read of a server that ends: why, what to use instead, and when. */
export function statusMessage({ state, reason, successor, dates }: MessageFacts): string {
  const instead = successor === null ? "" : `Use ${successor} instead.`;
  const end =
    state === "retired"
      ? `Retired on ${dayOf(dates.retiresAt)}.`
      : `It is retired on ${dayOf(dates.retiresAt)}.`;
  return [sentence(reason), instead, end, state === "brownout" ? schedule(dates) : ""]
    .filter(Boolean)
    .join(" ");
}

/** When clients do not get it, in words. */
export function schedule(dates: PhaseDates): string {
  const until = (hours: number) => `${String(hours).padStart(2, "0")}:00 UTC`;
  const last = lastWeekFrom(dates);
  const longer = `between 00:00 and ${until(BROWNOUT_HOURS.last)}`;
  return last <= dates.brownoutAt
    ? `Until then clients do not get it ${longer} each day.`
    : `Until then clients do not get it between 00:00 and ${until(BROWNOUT_HOURS.first)} each day, and ${longer} from ${dayOf(last)} on.`;
}

function sentence(text: string): string {
  const trimmed = text.trim();
  return trimmed === "" || /[.?!]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}

type Audience = { visibility: "everyone" | "teams"; exposed: boolean };

/** Whoever reads of the server may also read the name of this one. */
export function isAsVisible(successor: Audience, server: Audience): boolean {
  if (server.exposed && !successor.exposed) return false;
  return successor.visibility === "everyone" || server.visibility === "teams";
}
