import { createAudience } from "#lib/audiences/create-audience.ts";
import { listAudiences } from "#lib/audiences/list-audiences.ts";
import { CREATE_AUDIENCE, LIST_AUDIENCES } from "#lib/management-api/operations/feed.ts";
import { serve } from "#lib/management-api/serve.ts";

export const GET = serve(LIST_AUDIENCES, async ({ ctx }) => ({
  body: { audiences: await listAudiences(ctx, {}) },
}));

export const POST = serve(CREATE_AUDIENCE, async ({ ctx, body }) => {
  const made = await createAudience(ctx, body);
  return { body: made, location: `/api/v1/audiences/${made.slug}` };
});

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
