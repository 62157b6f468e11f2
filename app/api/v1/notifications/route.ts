import { defineRoute, searchParams } from "#lib/http/define-route.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { listNotifications } from "#lib/notifications/list-notifications.ts";
import { markRead } from "#lib/notifications/mark-read.ts";

const PRIVATE = { headers: { "cache-control": "private, no-store" } };

/** GET /api/v1/notifications?unread=&cursor=&limit=: one's own inbox. */
export const GET = defineRoute(async (ctx, request) =>
  Response.json(await listNotifications(ctx, searchParams(request)), PRIVATE),
);

/** POST /api/v1/notifications with {"id": …} or {"all": true}: marks as read. */
export const POST = defineRoute(async (ctx, request) => {
  const input: unknown = await request.json().catch((cause: unknown) => {
    throw new AppError("invalid", "The body is not JSON.", { cause });
  });
  return Response.json(await markRead(ctx, input), PRIVATE);
});

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
