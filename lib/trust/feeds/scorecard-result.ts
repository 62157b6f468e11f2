import { z } from "zod";
import type { ScorecardFacts } from "../core/facts.ts";

const DATE = /^\d{4}-\d{2}-\d{2}(?:T[0-9:.]+(?:Z|[+-]\d{2}:\d{2}))?$/;

/** A result of OpenSSF Scorecard, from its service or its command line (`--format json`). */
export const ScorecardResult = z.object({
  date: z
    .string()
    .regex(DATE, "is not a date")
    .refine((text) => !Number.isNaN(Date.parse(text)), "is not a date"),
  repo: z.object({ name: z.string().min(1).max(500) }),
  score: z.number().min(-1).max(10),
  checks: z
    .array(z.object({ name: z.string().max(100), score: z.number().min(-1).max(10) }))
    .max(200),
});

export function scorecardFacts({
  date,
  score,
  checks,
}: z.output<typeof ScorecardResult>): ScorecardFacts {
  return {
    score,
    date: new Date(date).toISOString(),
    checks: Object.fromEntries(checks.map((check) => [check.name, check.score])),
  };
}
