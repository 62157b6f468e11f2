import { z } from "zod";
import { orNull, plainText, ServerName } from "#lib/catalog/server-schemas.ts";
import { ANSWERS } from "./core/words.ts";

const prose = (max: number) =>
  z
    .string()
    .trim()
    .max(max, `Write at most ${max} characters.`)
    .refine((text) => !text.includes("\u0000"), "Leave out control characters.");

const reason = prose(2_000).min(3, "Say why: everyone who uses the server reads it.");

/** A day in UTC; it begins at 00:00. */
const day = z
  .union([z.literal(""), z.iso.date("Write a date as 2026-12-31.")])
  .nullish()
  .transform((value) => (value ? new Date(`${value}T00:00:00Z`) : null));

export const AnswerRetirementInput = z
  .object({
    name: ServerName,
    consumerId: z.uuid(),
    answer: z.enum(ANSWERS, "Choose an answer."),
    note: orNull(prose(2_000)),
    until: day,
  })
  .refine(({ answer, until }) => answer !== "needs_time" || until !== null, {
    path: ["until"],
    message: "Say until when you need it.",
  })
  .refine(({ answer, note }) => answer !== "needs_time" || note !== null, {
    path: ["note"],
    message: "Say what you need the time for: the owner decides on it.",
  });

export const DecideExtensionInput = z
  .object({
    name: ServerName,
    consumerId: z.uuid(),
    decision: z.enum(["accept", "refuse"], "Accept or refuse."),
    reason: orNull(prose(2_000)),
  })
  .refine(({ decision, reason: given }) => decision === "accept" || given !== null, {
    path: ["reason"],
    message: "Say why not: they plan by it.",
  });

export const RescheduleRetirementInput = z.object({
  name: ServerName,
  reason,
  deprecatesOn: day,
  brownoutOn: day,
  retiresOn: day,
});

export const CancelRetirementInput = z.object({ name: ServerName, reason });

export const AdvanceRetirementInput = z.object({ id: z.uuid() });

export const RETIREMENT_FILTERS = ["running", "mine", "ended"] as const;
export type RetirementFilter = (typeof RETIREMENT_FILTERS)[number];

export const ListRetirementsInput = z.object({
  /** `mine`: an answer of mine, or of a team of mine, is expected. */
  show: z.enum(RETIREMENT_FILTERS).catch("running"),
  q: plainText(200).catch("").default(""),
  cursor: z.uuid().optional().catch(undefined),
  limit: z.coerce.number().int().min(1).max(200).catch(50).default(50),
});
