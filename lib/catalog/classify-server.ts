import type { Tx } from "#lib/db/client.ts";
import { fieldError } from "#lib/kernel/errors.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { checkDeployment } from "./core/deployment-model.ts";
import type { DataClassification } from "./core/words.ts";
import { loadDeploymentRules } from "./load-deployment-rules.ts";
import { lockServer, requireServerAction, requireUnchanged } from "./lock-server.ts";
import { ClassifyServerInput } from "./server-schemas.ts";

const SELECT = { id: true, ownerTeamId: true, exposed: true, classification: true } as const;

/**
 * Says what data a server touches. Refused while a deployment runs that the new classification
 * does not admit; the database holds the same rule.
 */
export const classifyServer = defineCommand({
  name: "classifyServer",
  permission: "server.classify",
  input: ClassifyServerInput,

  async run(tx, ctx, { name, classification, seen }) {
    const row = await lockServer(tx, ctx, { key: { name }, select: SELECT });
    requireServerAction(ctx, row, "classify");
    requireUnchanged(seen, [row.classification]);
    if (row.classification === classification) return { result: { changed: false }, audit: [] };

    await requireAdmitted(tx, row.id, classification);
    await tx.server.update({
      where: { id: row.id },
      data: { classification, updatedAt: ctx.now },
      select: { id: true },
    });
    return {
      result: { changed: true },
      audit: [
        {
          action: "server.classify",
          targetKind: "server",
          targetId: row.id,
          before: { classification: row.classification },
          after: { classification },
        },
      ],
    };
  },
});

async function requireAdmitted(tx: Tx, serverId: string, classification: DataClassification) {
  const rules = await loadDeploymentRules(tx);
  const running = await tx.deployment.findMany({
    where: { serverId, status: { not: "ended" } },
    orderBy: { environment: "asc" },
    select: { environment: true, model: true },
  });
  for (const { environment, model } of running) {
    const check = checkDeployment(rules, classification, model);
    if (!check.ok)
      throw fieldError(
        "classification",
        `${check.reason} End or move the deployment in ${environment} first.`,
      );
  }
}
