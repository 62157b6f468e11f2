import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { stampOf } from "./core/stamp.ts";
import {
  DEPLOYMENT_FACTS,
  DEPLOYMENT_SERVER,
  deploymentStamp,
  factsOfDeployment,
  requireAdmittedModel,
  requireNew,
} from "./deployment-step.ts";
import { lockServer, requireServerAction, requireUnchanged } from "./lock-server.ts";
import { ChangeDeploymentInput } from "./server-schemas.ts";

/** Corrects a deployment, moves it, or runs an ended one again. */
export const changeDeployment = defineCommand({
  name: "changeDeployment",
  permission: "server.deploy",
  input: ChangeDeploymentInput,

  async run(tx, ctx, { deploymentId, seen, ...facts }) {
    const { server, deployment } = await lockDeployment(tx, ctx, deploymentId);
    requireUnchanged(seen, deploymentStamp(deployment));
    if (stampOf(deploymentStamp(deployment)) === stampOf(deploymentStamp(facts)))
      return { result: { changed: false }, audit: [] };

    // The rules are asked about what runs where, not about a corrected region of what already does.
    const runsOtherwise = deployment.model !== facts.model || deployment.status !== facts.status;
    if (runsOtherwise) await requireAdmittedModel(tx, server.classification, facts.model);
    await requireNew(tx, server.id, { facts, except: deploymentId });

    const { model, status, ...rest } = facts;
    await tx.deployment.update({
      where: { id: deploymentId },
      // The trigger on these two columns would hold a changed rule against an unchanged model.
      data: {
        ...rest,
        ...(model === deployment.model ? {} : { model }),
        ...(status === deployment.status ? {} : { status }),
        updatedAt: ctx.now,
      },
      select: { id: true },
    });
    return {
      result: { changed: true },
      audit: [
        {
          action: "deployment.change",
          targetKind: "server",
          targetId: server.id,
          before: factsOfDeployment(deployment),
          after: factsOfDeployment(facts),
        },
      ],
    };
  },
});

/** A step: the deployment with its server locked, for somebody who may deploy it. */
export async function lockDeployment(tx: Tx, ctx: Context, deploymentId: string) {
  const found = await tx.deployment.findUnique({
    where: { id: deploymentId },
    select: { serverId: true },
  });
  const gone = new AppError("not_found", "There is no such deployment.");
  if (!found) throw gone;
  const server = await lockServer(tx, ctx, {
    key: { id: found.serverId },
    select: DEPLOYMENT_SERVER,
  });
  requireServerAction(ctx, server, "deploy");
  // Read again: it may have changed until the lock was ours.
  const deployment = await tx.deployment.findUnique({
    where: { id: deploymentId },
    select: DEPLOYMENT_FACTS,
  });
  if (!deployment) throw gone;
  return { server, deployment };
}
