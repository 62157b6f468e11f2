import { CREATE_PUBLISHER, LIST_PUBLISHERS } from "#lib/management-api/operations/webhooks.ts";
import { serve } from "#lib/management-api/serve.ts";
import { createPublisher } from "#lib/publishing/create-publisher.ts";
import { listPublishers } from "#lib/publishing/list-publishers.ts";

export const GET = serve(LIST_PUBLISHERS, async ({ ctx }) => ({
  body: { publishers: await listPublishers(ctx, {}) },
}));

export const POST = serve(CREATE_PUBLISHER, async ({ ctx, body }) => ({
  body: await createPublisher(ctx, body),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
