import { SET_DEPLOYMENT_RULE } from "#lib/management-api/operations/policy.ts";
import { serve } from "#lib/management-api/serve.ts";
import { partOf } from "#lib/management-api/server-of.ts";
import { SetDeploymentRuleInput } from "#lib/rules/schemas.ts";
import { setDeploymentRule } from "#lib/rules/set-deployment-rule.ts";

export const PUT = serve(SET_DEPLOYMENT_RULE, async (call) => {
  const { classification: schema } = SetDeploymentRuleInput.shape;
  const asked = { name: "classification", schema, what: "data classification" };
  const classification = partOf(call, asked);
  return { body: await setDeploymentRule(call.ctx, { ...call.body, classification }) };
});

export {
  refuseMethod as DELETE,
  refuseMethod as GET,
  refuseMethod as PATCH,
  refuseMethod as POST,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
