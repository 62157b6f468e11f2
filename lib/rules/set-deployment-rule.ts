import { defineCommand } from "#lib/verbs/define-command.ts";
import { MODELS, SetDeploymentRuleInput } from "./schemas.ts";

/**
 * Says which deployment models one data classification admits. What runs already goes on
 * running: it is listed as a violation for its owner, and nothing like it can be added.
 */
export const setDeploymentRule = defineCommand({
  name: "setDeploymentRule",
  permission: "rules.manage",
  input: SetDeploymentRuleInput,

  async run(tx, ctx, { classification, models }) {
    await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtext('gatehouse.deployment_rules'))::text`;
    const rows = await tx.deploymentRule.findMany({
      where: { classification },
      select: { model: true },
    });
    const before = MODELS.filter((model) => rows.some((row) => row.model === model));
    const after = MODELS.filter((model) => models.includes(model));
    const result = { classification, models: after, changed: before.join() !== after.join() };
    if (!result.changed) return { result, audit: [] };

    await tx.deploymentRule.deleteMany({ where: { classification, model: { notIn: after } } });
    await tx.deploymentRule.createMany({
      data: after.map((model) => ({ classification, model, updatedAt: ctx.now })),
      skipDuplicates: true,
    });
    return {
      result,
      audit: [
        {
          action: "deployment_rule.set",
          targetKind: "deployment_rule",
          targetId: classification,
          before: { models: before },
          after: { models: after },
        },
      ],
    };
  },
});
