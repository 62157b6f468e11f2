import { CREATE_MIRROR, LIST_MIRRORS } from "#lib/management-api/operations/mirrors.ts";
import { serve } from "#lib/management-api/serve.ts";
import { createMirrorSource } from "#lib/mirror/create-mirror-source.ts";
import { listMirrorSources } from "#lib/mirror/list-mirror-sources.ts";

export const GET = serve(LIST_MIRRORS, async ({ ctx }) => ({
  body: { mirrors: await listMirrorSources(ctx, {}) },
}));

export const POST = serve(CREATE_MIRROR, async ({ ctx, body }) => {
  const { id } = await createMirrorSource(ctx, body);
  return { body: { id }, location: `/api/v1/mirrors/${id}` };
});

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
