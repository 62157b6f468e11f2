import { requestMirrorRun } from "#lib/jobs/request-mirror-run.ts";
import { RUN_MIRROR } from "#lib/management-api/operations/mirrors.ts";
import { serve } from "#lib/management-api/serve.ts";
import { idOf } from "#lib/management-api/server-of.ts";

export const POST = serve(RUN_MIRROR, async (call) => ({
  body: { asked: await requestMirrorRun(call.ctx, { id: idOf(call, "mirror") }) },
}));

export {
  refuseMethod as DELETE,
  refuseMethod as GET,
  refuseMethod as PATCH,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
