import { AppError } from "#lib/kernel/errors.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { lockDeployment } from "./change-deployment.ts";
import { deploymentStamp, factsOfDeployment } from "./deployment-step.ts";
import { requireUnchanged } from "./lock-server.ts";
import { EndDeploymentInput } from "./server-schemas.ts";

/** A deployment that ended stays on record. */
export const endDeployment = defineCommand({
  name: "endDeployment",
  permission: "server.deploy",
  input: EndDeploymentInput,

  async run(tx, ctx, { deploymentId, seen }) {
    const { server, deployment } = await lockDeployment(tx, ctx, deploymentId);
    requireUnchanged(seen, deploymentStamp(deployment));
    if (deployment.status === "ended")
      throw new AppError("conflict", "This deployment has ended already.");

    await tx.deployment.update({
      where: { id: deploymentId },
      data: { status: "ended", updatedAt: ctx.now },
      select: { id: true },
    });
    return {
      result: { ended: true },
      audit: [
        {
          action: "deployment.end",
          targetKind: "server",
          targetId: server.id,
          before: factsOfDeployment(deployment),
          after: { ...factsOfDeployment(deployment), status: "ended" },
        },
      ],
    };
  },
});
