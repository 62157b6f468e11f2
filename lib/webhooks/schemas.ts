import { z } from "zod";
import { AllowedHosts, HostList, PlainAddress } from "#lib/imports/schemas.ts";
import { TOPIC_NAMES } from "#lib/notifications/core/topics.ts";
import { WEBHOOK_FORMATS } from "./core/formats.ts";

const flag = z.union([
  z.boolean(),
  z.enum(["true", "false", "on"]).transform((word) => word !== "false"),
]);
const Name = z.string().trim().min(1, "Give the webhook a name.").max(80);
const Format = z.enum(WEBHOOK_FORMATS);
/** None: all topics. One ticked box of a form arrives as a text. */
const Topics = z
  .union([z.array(z.enum(TOPIC_NAMES)), z.enum(TOPIC_NAMES).transform((topic) => [topic])])
  .transform((topics) => [...new Set(topics)].sort());

export const WebhookRef = z.object({ id: z.uuid() });

export const CreateWebhookInput = z.object({
  name: Name,
  url: PlainAddress,
  format: Format.default("standard"),
  topics: Topics.default([]),
  /** Hosts inside the company that it may call. */
  allowedHosts: AllowedHosts,
});

/** What is absent stays as it is, and so does the address when it is empty: it is never shown. */
export const ChangeWebhookInput = WebhookRef.extend({
  name: Name.optional(),
  url: z.union([z.literal("").transform(() => undefined), PlainAddress]).optional(),
  format: Format.optional(),
  topics: Topics.optional(),
  allowedHosts: HostList.optional(),
  enabled: flag.optional(),
});
