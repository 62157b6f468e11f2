import { listCheckpoints } from "#lib/audit/list-checkpoints.ts";
import { defineRoute } from "#lib/http/define-route.ts";
import { notFound } from "#lib/management-api/request-of.ts";

/** GET /api/v1/audit/checkpoints/latest: the note itself, to be kept and compared later. */
export const GET = defineRoute(async (ctx) => {
  const { checkpoints } = await listCheckpoints(ctx, { limit: 1 });
  const [latest] = checkpoints;
  if (!latest) throw notFound("checkpoint yet");
  return new Response(latest.note, {
    headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" },
  });
});

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
