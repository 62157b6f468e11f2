import { changeDeployment } from "#lib/catalog/change-deployment.ts";
import { idOf } from "#lib/management-api/server-of.ts";
import { CHANGE_DEPLOYMENT } from "#lib/management-api/operations/owning.ts";
import { serve } from "#lib/management-api/serve.ts";

export const PUT = serve(CHANGE_DEPLOYMENT, async (call) => ({
  body: await changeDeployment(call.ctx, { ...call.body, deploymentId: idOf(call, "deployment") }),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as GET,
  refuseMethod as PATCH,
  refuseMethod as POST,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
