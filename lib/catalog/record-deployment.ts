import { defineCommand } from "#lib/verbs/define-command.ts";
import {
  DEPLOYMENT_SERVER,
  factsOfDeployment,
  requireAdmittedModel,
  requireNew,
} from "./deployment-step.ts";
import { lockServer, requireServerAction } from "./lock-server.ts";
import { RecordDeploymentInput } from "./server-schemas.ts";

/** Writes down where a server runs for us. */
export const recordDeployment = defineCommand({
  name: "recordDeployment",
  permission: "server.deploy",
  input: RecordDeploymentInput,

  async run(tx, ctx, { name, ...facts }) {
    const server = await lockServer(tx, ctx, { key: { name }, select: DEPLOYMENT_SERVER });
    requireServerAction(ctx, server, "deploy");
    await requireAdmittedModel(tx, server.classification, facts.model);
    await requireNew(tx, server.id, { facts, except: null });

    const { id } = await tx.deployment.create({
      data: { serverId: server.id, ...facts, createdAt: ctx.now, updatedAt: ctx.now },
      select: { id: true },
    });
    return {
      result: { id },
      audit: [
        {
          action: "deployment.record",
          targetKind: "server",
          targetId: server.id,
          before: null,
          after: factsOfDeployment(facts),
        },
      ],
    };
  },
});
