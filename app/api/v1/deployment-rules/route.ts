import { LIST_DEPLOYMENT_RULES } from "#lib/management-api/operations/policy.ts";
import { serve } from "#lib/management-api/serve.ts";
import { listDeploymentRules } from "#lib/rules/list-deployment-rules.ts";

export const GET = serve(LIST_DEPLOYMENT_RULES, async ({ ctx }) => ({
  body: await listDeploymentRules(ctx, {}),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
