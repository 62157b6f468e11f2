import { z } from "zod";
import { TARGET_KINDS } from "./core/entry.ts";

const words = z.string().trim().max(300).default("");

export const AuditCursor = z.tuple([z.iso.datetime(), z.uuid()]);

export const ListAuditEventsInput = z.object({
  /** An id, an e-mail address, or the name that the record shows. */
  actor: words,
  /** `request.approve`, or everything of a noun: `request.`. */
  action: z
    .string()
    .trim()
    .regex(
      /^([a-z_]+\.([a-z_]+)?)?$/,
      "Write an action such as request.approve, or request. for all of them.",
    )
    .default(""),
  targetKind: z.enum(TARGET_KINDS, `One of ${TARGET_KINDS.join(", ")}.`).optional(),
  /** An id; of servers also the official name, of requests also the number. */
  targetId: words,
  from: z.iso.datetime({ offset: true, error: "Write a time as 2026-12-31T00:00:00Z." }).optional(),
  to: z.iso.datetime({ offset: true, error: "Write a time as 2026-12-31T00:00:00Z." }).optional(),
  /** `time_id` of the last record of the page before. */
  cursor: z
    .string()
    .max(200)
    .refine(
      (text) => AuditCursor.safeParse(text.split("_")).success,
      "This page of the log does not exist.",
    )
    .optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type ListAuditEvents = z.output<typeof ListAuditEventsInput>;
