/** One's own notifications: described here, served by routes of their own. */
import { z } from "zod";
import { countUnread } from "#lib/notifications/count-unread.ts";
import { listNotifications } from "#lib/notifications/list-notifications.ts";
import { markRead } from "#lib/notifications/mark-read.ts";
import { anyObject } from "../answers/common.ts";
import { pageSize } from "../body-of.ts";
import { defineOperation } from "../define-operation.ts";
import { UUID } from "./examples.ts";

const tag = "Inbox";

export const INBOX_OPERATIONS = [
  defineOperation({
    method: "GET",
    path: "/api/v1/notifications",
    tag,
    summary: "Your notifications, the newest first",
    permission: listNotifications.permission,
    query: z.object({
      unread: z.enum(["true", "false"]).default("false"),
      cursor: z.uuid().optional(),
      limit: pageSize(30),
    }),
    answer: {
      status: 200,
      schema: z.object({
        notifications: z.array(anyObject),
        total: z.number().int(),
        nextCursor: z.string().nullable(),
      }),
      description: "One page.",
    },
    own: true,
    example: { query: { unread: "true" } },
  }),
  defineOperation({
    method: "GET",
    path: "/api/v1/notifications/unread",
    tag,
    summary: "How many of them you have not read",
    permission: countUnread.permission,
    answer: { status: 200, schema: anyObject, description: "The number at the bell." },
    own: true,
  }),
  defineOperation({
    method: "POST",
    path: "/api/v1/notifications",
    tag,
    summary: "Mark one of them as read by its `id`, or all of them",
    permission: markRead.permission,
    body: z.object({ id: z.uuid().optional(), all: z.literal(true).optional() }),
    answer: { status: 200, schema: anyObject, description: "Marked." },
    own: true,
    example: { body: { id: UUID } },
  }),
];
