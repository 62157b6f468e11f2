import { z } from "zod";
import { TARGET_KINDS } from "./core/entry.ts";
import { PERIODS } from "./core/periods.ts";
import { OUTCOMES, RECORD_KINDS } from "./core/record.ts";

const words = z.string().trim().max(300).default("");
/** What a form sends for a field that nobody filled in. */
const unlessEmpty = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === "" ? undefined : value), schema.optional());

export const AuditCursor = z.tuple([z.iso.datetime(), z.uuid()]);

export const ACTOR_KINDS = ["user", "agent", "system", "anonymous"] as const;
export type ActorKind = (typeof ACTOR_KINDS)[number];

const TIME = "Write a time as 2026-12-31T00:00:00Z, or a day as 2026-12-31.";
const time = z.union([z.iso.datetime({ offset: true }), z.iso.date()], TIME);

/** What narrows the log: on the page, in the management API and in exports alike. */
export const AuditFilterInput = z.object({
  /** An id, an e-mail address, or the name of a person. */
  actor: words,
  actorKind: unlessEmpty(z.enum(ACTOR_KINDS, `One of ${ACTOR_KINDS.join(", ")}.`)),
  /** `request.approve`, or everything of a noun: `request.`. */
  action: z
    .string()
    .trim()
    .regex(
      /^([a-z_]+\.([a-z_]+)?)?$/,
      "Write an action such as request.approve, or request. for all of them.",
    )
    .default(""),
  targetKind: unlessEmpty(z.enum(TARGET_KINDS, `One of ${TARGET_KINDS.join(", ")}.`)),
  /** An id, or what is called so now: a request's number, a server's official name, a team's slug or name, a person's address. Of `targetKind` if it is given, else all that are called so. */
  targetId: words,
  outcome: unlessEmpty(z.enum(OUTCOMES, `One of ${OUTCOMES.join(", ")}.`)),
  /** Without it: all but heartbeats and epochs. */
  kind: unlessEmpty(z.enum(RECORD_KINDS, `One of ${RECORD_KINDS.join(", ")}.`)),
  /** Words of what changed. */
  q: words,
  /** Instead of `from`. */
  period: unlessEmpty(z.enum(PERIODS, `One of ${PERIODS.join(", ")}.`)),
  /** A day begins at 00:00 UTC. */
  from: unlessEmpty(time),
  /** Not included; of a day, its end. */
  to: unlessEmpty(time),
});
export type AuditFilter = z.output<typeof AuditFilterInput>;

export const ListAuditEventsInput = AuditFilterInput.extend({
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

export const EXPORT_FORMATS = ["csv", "jsonl", "ocsf"] as const;
export type AuditExportFormat = (typeof EXPORT_FORMATS)[number];

export const ExportAuditInput = AuditFilterInput.extend({
  format: z.enum(EXPORT_FORMATS, `One of ${EXPORT_FORMATS.join(", ")}.`),
});

export const AuditEventRef = z.object({ id: z.uuid("A record has a uuid.") });

const size = z.coerce
  .number("Write a number of records.")
  .int("Write a whole number of records.")
  .min(0, "Write a number of records.")
  .max(Number.MAX_SAFE_INTEGER);

export const ConsistencyInput = z.object({
  from: size.meta({ description: "Records of the older tree." }),
  to: size.meta({ description: "Records of the newer tree." }),
});

export const ListCheckpointsInput = z.object({
  /** The size of the last one of the page before. */
  cursor: size.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export const RaiseLogAlarmInput = z.object({ what: z.string().min(1).max(2_000) });

/** In hexadecimal, as checkpoints name it. */
export const NoteKeyInput = z.object({ keyId: z.string().regex(/^[0-9a-f]{8}$/) });

export const NoteVerificationInput = z.object({
  size: z.number().int(),
  seconds: z.number(),
  problems: z.number().int(),
});
