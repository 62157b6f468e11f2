import { z } from "zod";
import { discardDelivery } from "#lib/notifications/discard-delivery.ts";
import { listDeliveries } from "#lib/notifications/list-deliveries.ts";
import { replayDeliveries } from "#lib/notifications/replay-deliveries.ts";
import { DELIVERY_STATES } from "#lib/notifications/schemas.ts";
import { changePublisher } from "#lib/publishing/change-publisher.ts";
import { createPublisher } from "#lib/publishing/create-publisher.ts";
import { listPublishers } from "#lib/publishing/list-publishers.ts";
import { removePublisher } from "#lib/publishing/remove-publisher.ts";
import { ChangePublisherInput, CreatePublisherInput } from "#lib/publishing/schemas.ts";
import { changeWebhook } from "#lib/webhooks/change-webhook.ts";
import { WEBHOOK_FORMATS } from "#lib/webhooks/core/formats.ts";
import { createWebhook } from "#lib/webhooks/create-webhook.ts";
import { getWebhookTarget } from "#lib/webhooks/get-webhook-target.ts";
import { listWebhooks } from "#lib/webhooks/list-webhooks.ts";
import { removeWebhook } from "#lib/webhooks/remove-webhook.ts";
import { ChangeWebhookInput, CreateWebhookInput } from "#lib/webhooks/schemas.ts";
import { Created, Removed, time } from "../answers/common.ts";
import { bodyOf, pageSize } from "../body-of.ts";
import { defineOperation } from "../define-operation.ts";
import { ID, UUID } from "./examples.ts";

const count = z.number().int();

const Webhook = z.object({
  ...{ id: z.uuid(), name: z.string() },
  origin: z.string().meta({ description: "The address without path and query: those are secret." }),
  format: z.enum(WEBHOOK_FORMATS),
  topics: z.array(z.string()).meta({ description: "None: all." }),
  allowedHosts: z.array(z.string()),
  enabled: z.boolean(),
  createdAt: time,
  lastSentAt: time.nullable(),
  ...{ pending: count, dead: count, lastError: z.string().nullable() },
});

const Publisher = z.object({
  ...{ id: z.uuid(), name: z.string(), issuer: z.string(), audience: z.string() },
  claims: z.record(z.string(), z.string()),
  names: z.array(z.string()),
  person: z.object({ name: z.string(), email: z.string(), teams: z.array(z.string()) }),
  problem: z.string().nullable().meta({ description: "Why nothing can be published now." }),
  allowedHosts: z.array(z.string()),
  enabled: z.boolean(),
  createdAt: time,
  lastUse: z.object({ at: time, subject: z.string() }).nullable(),
});

export const LIST_WEBHOOKS = defineOperation({
  method: "GET",
  path: "/api/v1/webhooks",
  tag: "Webhooks",
  summary: "Receivers of events, and how they fare",
  permission: listWebhooks.permission,
  answer: {
    status: 200,
    schema: z.object({ webhooks: z.array(Webhook) }),
    description: "All of them, without secrets.",
  },
});

export const CREATE_WEBHOOK = defineOperation({
  method: "POST",
  path: "/api/v1/webhooks",
  tag: "Webhooks",
  summary: "Add a receiver of events",
  notes:
    "Its signing secret is in this answer and nowhere else: a repetition with the same Idempotency-Key gets null in its place. Without topics it gets all of them.",
  permission: createWebhook.permission,
  body: bodyOf(CreateWebhookInput, []),
  answer: {
    status: 201,
    schema: z.object({ id: z.uuid(), secret: z.string().nullable() }),
    description: "The secret, once.",
  },
  secrets: ["secret"],
  example: { body: { name: "Chat", url: "https://hooks.example.com/in", topics: [] } },
});

export const CHANGE_WEBHOOK = defineOperation({
  method: "PATCH",
  path: "/api/v1/webhooks/{id}",
  tag: "Webhooks",
  summary: "Change a webhook, or pause it; what you leave out stays as it is",
  notes: "Switched on again, it gets what has waited meanwhile. Its signing secret stays.",
  permission: changeWebhook.permission,
  body: bodyOf(ChangeWebhookInput, ["id"]),
  answer: { status: 200, schema: Webhook, description: "As it is now." },
  example: { ...ID, body: { enabled: false } },
});

export const REMOVE_WEBHOOK = defineOperation({
  method: "DELETE",
  path: "/api/v1/webhooks/{id}",
  tag: "Webhooks",
  summary: "Remove a webhook, with everything that waits for it",
  permission: removeWebhook.permission,
  answer: { status: 200, schema: Removed, description: "Removed." },
  example: ID,
});

export const TEST_WEBHOOK = defineOperation({
  method: "POST",
  path: "/api/v1/webhooks/{id}/test",
  tag: "Webhooks",
  summary: "Send a signed example at once",
  permission: getWebhookTarget.permission,
  answer: {
    status: 200,
    schema: z.object({
      sent: z.boolean(),
      reason: z.string().nullable().meta({ description: "Why not." }),
    }),
    description: "What came of it.",
  },
  example: ID,
});

export const LIST_DELIVERIES = defineOperation({
  method: "GET",
  path: "/api/v1/deliveries",
  tag: "Webhooks",
  summary: "Mails and calls that could not be delivered, or that wait; the newest first",
  permission: listDeliveries.permission,
  query: z.object({
    state: z.enum(DELIVERY_STATES).default("dead"),
    cursor: z.uuid().optional(),
    limit: pageSize(50),
  }),
  answer: {
    status: 200,
    schema: z.object({
      deliveries: z.array(
        z.object({
          ...{ id: z.uuid(), title: z.string(), label: z.string() },
          channel: z.enum(["email", "webhook"]),
          to: z.string().meta({ description: "An address, or the name of a webhook." }),
          held: z.enum(["digest", "switched_off"]).nullable(),
          attempts: count,
          lastError: z.string().nullable(),
          createdAt: time,
          nextAttemptAt: time,
        }),
      ),
      ...{ dead: count, pending: count },
      nextCursor: z.string().nullable(),
    }),
    description: "One page.",
  },
});

export const REPLAY_DELIVERIES = defineOperation({
  method: "POST",
  path: "/api/v1/deliveries/replays",
  tag: "Webhooks",
  summary: "Send a failed delivery again by its `id`, or `all` of them, with the ids they had",
  permission: replayDeliveries.permission,
  body: z.object({ id: z.uuid().optional(), all: z.literal(true).optional() }),
  answer: { status: 201, schema: z.object({ replayed: count }), description: "How many." },
  example: { body: { id: UUID } },
});

export const DISCARD_DELIVERY = defineOperation({
  method: "DELETE",
  path: "/api/v1/deliveries/{id}",
  tag: "Webhooks",
  summary: "Give a delivery up: it is not sent any more",
  permission: discardDelivery.permission,
  answer: { status: 200, schema: Removed, description: "Discarded; the log keeps it." },
  example: ID,
});

export const LIST_PUBLISHERS = defineOperation({
  method: "GET",
  path: "/api/v1/publishers",
  tag: "Publishers",
  summary: "Pipelines that may publish without a stored secret",
  permission: listPublishers.permission,
  answer: {
    status: 200,
    schema: z.object({ publishers: z.array(Publisher) }),
    description: "All of them.",
  },
});

export const CREATE_PUBLISHER = defineOperation({
  method: "POST",
  path: "/api/v1/publishers",
  tag: "Publishers",
  summary: "Trust the pipelines of an OpenID issuer, in somebody's name and under these names",
  notes: "With the preset `github`, issuer and claims come from the repository.",
  permission: createPublisher.permission,
  body: bodyOf(CreatePublisherInput.in, []),
  answer: { status: 201, schema: Created, description: "Trusted." },
  example: {
    body: {
      name: "Releases of files",
      preset: "github",
      githubRepository: "acme/files",
      audience: "https://mcp.acme.example",
      names: ["io.github.acme/files"],
      person: "owner-platform@acme.example",
    },
  },
});

export const CHANGE_PUBLISHER = defineOperation({
  method: "PATCH",
  path: "/api/v1/publishers/{id}",
  tag: "Publishers",
  summary: "Change a publisher, or pause it; what you leave out stays as it is",
  notes: "Tokens that are out end.",
  permission: changePublisher.permission,
  body: bodyOf(ChangePublisherInput, ["id"]),
  answer: { status: 200, schema: Publisher, description: "As it is now." },
  example: { ...ID, body: { enabled: false } },
});

export const REMOVE_PUBLISHER = defineOperation({
  method: "DELETE",
  path: "/api/v1/publishers/{id}",
  tag: "Publishers",
  summary: "Trust it no more; what it asked for stays",
  permission: removePublisher.permission,
  answer: { status: 200, schema: Removed, description: "Removed." },
  example: ID,
});
