import { inspectReference } from "#lib/intake/inspect-reference.ts";
import { INSPECT_REFERENCE } from "#lib/management-api/operations/reviewing.ts";
import { serve } from "#lib/management-api/serve.ts";

export const POST = serve(INSPECT_REFERENCE, async ({ ctx, body }) => ({
  body: await inspectReference(ctx, body),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as GET,
  refuseMethod as PATCH,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
