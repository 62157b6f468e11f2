import { env } from "#lib/config/env.ts";
import { countDemo } from "#lib/demo/count-demo.ts";
import { removeDemo } from "#lib/demo/remove-demo.ts";
import { COUNT_DEMO, REMOVE_DEMO } from "#lib/management-api/operations/mirrors.ts";
import { serve } from "#lib/management-api/serve.ts";

export const GET = serve(COUNT_DEMO, async ({ ctx }) => ({ body: await countDemo(ctx, {}) }));

export const DELETE = serve(REMOVE_DEMO, async ({ ctx }) => ({
  body: await removeDemo(ctx, { keepPeople: env.demoSignIn }),
}));

export {
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
