import { z } from "zod";
import { KEPT_KINDS, LEAST_DAYS, MOST_DAYS } from "#lib/audit/core/retention.ts";
import { SinkConfig, SinkFilter, SinkSecrets } from "#lib/audit-sinks/schemas.ts";

const reason = z
  .string()
  .trim()
  .min(3, "Say why: it stays on record, and the second person reads it.")
  .max(2_000);
const KeptKind = z.enum(KEPT_KINDS);

const RetentionSet = z
  .strictObject({
    kind: KeptKind,
    days: z.coerce.number("Write a number of days.").int("Write whole days.").min(1).max(MOST_DAYS),
  })
  .superRefine(({ kind, days }, ctx) => {
    if (days < LEAST_DAYS[kind])
      ctx.addIssue({
        code: "custom",
        path: ["days"],
        message: `These are kept for at least ${LEAST_DAYS[kind]} days.`,
      });
  });

const optionalText = z.preprocess(
  (value) => (value === "" || value === undefined ? null : value),
  z.string().trim().max(254).nullable(),
);
/** A day counts from its first moment, in UTC. */
const Moment = z.preprocess(
  (value) => (value === "" || value === undefined ? null : value),
  z
    .union([
      z.iso.date().transform((day) => `${day}T00:00:00.000Z`),
      z.iso.datetime().transform((at) => new Date(at).toISOString()),
    ])
    .nullable(),
);

const HoldSet = z
  .strictObject({
    name: z.string().trim().min(1, "Give it a name, such as a case number.").max(120),
    /** E-mail address or id of the person whose records it covers; none: everybody's. */
    person: optionalText,
    from: Moment,
    /** The first moment that it does not cover. */
    to: Moment,
  })
  .refine(({ from, to }) => from === null || to === null || from < to, {
    path: ["to"],
    error: "The end comes after the beginning.",
  });

const SinkCreate = z.strictObject({
  name: z.string().trim().min(1, "Give it a name.").max(80),
  config: SinkConfig,
  filter: SinkFilter.default({}),
  /** Every record there is, or those that come from now on. */
  from: z.enum(["beginning", "now"]).default("now"),
});

const SinkChange = z.strictObject({
  sinkId: z.uuid(),
  name: z.string().trim().min(1).max(80).optional(),
  config: SinkConfig.optional(),
  filter: SinkFilter.optional(),
  enabled: z.boolean().optional(),
});

/** Secrets of a sink: sealed with the proposal, and shown to nobody. */
const secrets = SinkSecrets.optional();

export const ProposeAuditChangeInput = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("retention.set"), payload: RetentionSet, reason }),
  z.object({
    kind: z.literal("retention.clear"),
    payload: z.strictObject({ kind: KeptKind }),
    reason,
  }),
  z.object({ kind: z.literal("hold.set"), payload: HoldSet, reason }),
  z.object({ kind: z.literal("hold.lift"), payload: z.strictObject({ holdId: z.uuid() }), reason }),
  z.object({
    kind: z.literal("subject.erase"),
    payload: z.strictObject({
      person: z.string().trim().min(1, "Name the person by their address.").max(254),
    }),
    reason,
  }),
  z.object({ kind: z.literal("sink.create"), payload: SinkCreate, reason, secrets }),
  z.object({ kind: z.literal("sink.change"), payload: SinkChange, reason, secrets }),
  z.object({
    kind: z.literal("sink.remove"),
    payload: z.strictObject({ sinkId: z.uuid() }),
    reason,
  }),
]);
export type ProposeAuditChange = z.output<typeof ProposeAuditChangeInput>;

export const AuditChangeRef = z.object({ id: z.uuid() });
export const DeclineAuditChangeInput = AuditChangeRef.extend({
  note: z.string().trim().min(3, "Say why: who proposed it reads it.").max(2_000),
});
export const ConfirmAuditChangeInput = AuditChangeRef.extend({
  note: z.preprocess(
    (value) => (value === "" || value === undefined ? null : value),
    z.string().trim().max(2_000).nullable(),
  ),
});

export const ListAuditChangesInput = z.object({
  which: z.enum(["open", "decided"]).default("open"),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.uuid().optional(),
});

/** As stored: people and moments settled. What a row holds is read like any other input. */
export const StoredChange = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("retention.set"),
    payload: z.object({ kind: KeptKind, days: z.number().int() }),
  }),
  z.object({ kind: z.literal("retention.clear"), payload: z.object({ kind: KeptKind }) }),
  z.object({
    kind: z.literal("hold.set"),
    payload: z.object({
      name: z.string(),
      subject: z.string().nullable(),
      from: z.string().nullable(),
      to: z.string().nullable(),
    }),
  }),
  z.object({ kind: z.literal("hold.lift"), payload: z.object({ holdId: z.string() }) }),
  z.object({ kind: z.literal("subject.erase"), payload: z.object({ subject: z.string() }) }),
  z.object({ kind: z.literal("sink.create"), payload: SinkCreate }),
  z.object({ kind: z.literal("sink.change"), payload: SinkChange }),
  z.object({ kind: z.literal("sink.remove"), payload: z.object({ sinkId: z.string() }) }),
]);
export type StoredChange = z.output<typeof StoredChange>;
