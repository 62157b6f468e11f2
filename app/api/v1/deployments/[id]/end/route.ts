import { endDeployment } from "#lib/catalog/end-deployment.ts";
import { idOf } from "#lib/management-api/server-of.ts";
import { END_DEPLOYMENT } from "#lib/management-api/operations/owning.ts";
import { serve } from "#lib/management-api/serve.ts";

export const POST = serve(END_DEPLOYMENT, async (call) => ({
  body: await endDeployment(call.ctx, { deploymentId: idOf(call, "deployment") }),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as GET,
  refuseMethod as PATCH,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
