import { receivedLines } from "#lib/audit-sinks/received-lines.ts";
import { reconcileWithList } from "#lib/audit-sinks/reconcile-sink.ts";
import { defineRoute, searchParams } from "#lib/http/define-route.ts";
import { RECONCILE_RECEIVED } from "#lib/management-api/operations/audit-sinks.ts";
import { idOf } from "#lib/management-api/server-of.ts";
import { requireAtDoor } from "#lib/verbs/require-at-door.ts";

/** POST …/received?from=2026-11-25&to=2026-11-26: a list of what arrived, read as it comes. */
export const POST = defineRoute<Record<string, string>>(async (ctx, request, params) => {
  // Before the first byte of the list.
  if (RECONCILE_RECEIVED.permission) await requireAtDoor(ctx, RECONCILE_RECEIVED.permission);
  const sinkId = idOf({ params }, "sink");
  const { from, to } = searchParams(request);
  const lines = receivedLines(request.body);
  const body = await reconcileWithList(ctx, { sinkId, days: { from, to } }, lines);
  return Response.json(body, { headers: { "cache-control": "no-store" } });
});

export {
  refuseMethod as DELETE,
  refuseMethod as GET,
  refuseMethod as PATCH,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
