import { z } from "zod";
import { plainText, ServerName } from "#lib/catalog/server-schemas.ts";
import { NOTICE_KINDS } from "./core/notices.ts";

/** An instant with its zone, or a date and time in UTC as forms without JavaScript send it. */
const instant = z
  .union(
    [z.iso.datetime({ offset: true }), z.iso.datetime({ local: true, offset: false })],
    "Choose a date and a time.",
  )
  .transform((text) => new Date(/(?:Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`));

const text = {
  title: plainText(120).min(3, "Say in a few words what is going on."),
  body: z
    .string()
    .trim()
    .max(2_000, "Write at most 2000 characters.")
    .refine((words) => !words.includes("\u0000"), "Leave out control characters.")
    .default(""),
  startsAt: instant,
  /** Empty: nobody knows yet. */
  endsAt: z
    .union([z.literal(""), z.null(), instant])
    .optional()
    .transform((value) => value || null),
};

export const NoticeRef = z.object({ noticeId: z.uuid("This is not the id of a notice.") });

export const AnnounceNoticeInput = z.object({
  name: ServerName,
  kind: z.enum(NOTICE_KINDS, "Choose maintenance or incident."),
  ...text,
});
export const ChangeNoticeInput = z.object({ ...NoticeRef.shape, ...text });

export const ListNoticesInput = z.object({
  name: ServerName,
  /** Those that are over too, the newest first. */
  past: z.boolean().default(false),
});
