import { defineRoute } from "#lib/http/define-route.ts";
import { countUnread } from "#lib/notifications/count-unread.ts";

/** GET /api/v1/notifications/unread: the number at the bell. */
export const GET = defineRoute(async (ctx) =>
  Response.json(
    { unread: await countUnread(ctx, {}) },
    { headers: { "cache-control": "private, no-store" } },
  ),
);

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
