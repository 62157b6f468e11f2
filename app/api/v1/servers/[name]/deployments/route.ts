import { listDeployments } from "#lib/catalog/list-deployments.ts";
import { recordDeployment } from "#lib/catalog/record-deployment.ts";
import { LIST_DEPLOYMENTS, RECORD_DEPLOYMENT } from "#lib/management-api/operations/owning.ts";
import { serve } from "#lib/management-api/serve.ts";
import { found, serverRef } from "#lib/management-api/server-of.ts";
import { deploymentJson } from "#lib/management-api/views/owning-json.ts";

export const GET = serve(LIST_DEPLOYMENTS, async (call) => {
  const view = found(await listDeployments(call.ctx, serverRef(call)));
  const { classification, deployments } = view;
  return { body: { classification, deployments: deployments.map(deploymentJson) } };
});

export const POST = serve(RECORD_DEPLOYMENT, async (call) => ({
  body: await recordDeployment(call.ctx, { ...call.body, ...serverRef(call) }),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
