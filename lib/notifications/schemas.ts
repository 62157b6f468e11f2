import { z } from "zod";
import { MAIL_CHOICES } from "./core/mail-choice.ts";
import { TOPIC_NAMES } from "./core/topics.ts";

export const NOTIFICATIONS_PER_PAGE = 30;
export const DELIVERIES_PER_PAGE = 50;

/** From an address or a form, where `unread=` means no. */
const flag = z
  .union([
    z.boolean(),
    z.enum(["true", "false", "1", "0", ""]).transform((word) => /^[t1]/.test(word)),
  ])
  .default(false);

export const ListNotificationsInput = z.object({
  unread: flag,
  /** Id of the last notification of the page before; anything else begins at the top. */
  cursor: z.uuid().optional().catch(undefined),
  limit: z.coerce.number().int().min(1).max(100).default(NOTIFICATIONS_PER_PAGE),
});

/** One notification, or everything that has come so far. */
export const MarkReadInput = z.union([
  z.object({ id: z.uuid() }),
  z.object({ all: z.literal(true) }),
]);

export const SetPreferencesInput = z.object({
  /** Topics that are left out stay as they are. */
  topics: z.partialRecord(z.enum(TOPIC_NAMES), z.enum(MAIL_CHOICES)),
});

export const FanOutInput = z.object({
  /** Whether mails can be sent at all. */
  mail: z.boolean(),
  limit: z.int().min(1).max(1_000).default(100),
});

export const LaneInput = z.discriminatedUnion("channel", [
  z.object({ channel: z.literal("email") }),
  z.object({ channel: z.literal("webhook"), webhookId: z.uuid() }),
]);
export type Lane = z.output<typeof LaneInput>;

export const ListDueLanesInput = z.object({ mail: z.boolean() });
export const ListDueDigestsInput = z.object({ cutOff: z.date() });
export const ClaimDigestInput = z.object({ userId: z.uuid(), cutOff: z.date() });

export const SettleDeliveriesInput = z.object({
  deliveries: z.array(z.object({ id: z.uuid(), attempt: z.int().positive() })).min(1),
  outcome: z.discriminatedUnion("sent", [
    z.object({ sent: z.literal(true) }),
    z.object({
      sent: z.literal(false),
      /** In words an administrator may read; no secret, no address with one. */
      reason: z.string().max(500),
      /** The receiver wants no more calls (410). */
      gone: z.boolean().default(false),
    }),
  ]),
});
export type Outcome = z.input<typeof SettleDeliveriesInput>["outcome"];

export const DELIVERY_STATES = ["dead", "pending"] as const;
export const ListDeliveriesInput = z.object({
  state: z.enum(DELIVERY_STATES).default("dead"),
  /** Id of the last delivery of the page before; anything else begins at the top. */
  cursor: z.uuid().optional().catch(undefined),
  limit: z.coerce.number().int().min(1).max(100).default(DELIVERIES_PER_PAGE),
});

/** One delivery, or every dead one. */
export const ReplayDeliveriesInput = z.union([
  z.object({ id: z.uuid() }),
  z.object({ all: z.literal(true) }),
]);
export const DeliveryRef = z.object({ id: z.uuid() });
