import { defineQuery } from "#lib/verbs/define-query.ts";
import { checkDeployment } from "./core/deployment-model.ts";
import type { DeploymentRules } from "./core/deployment-model.ts";
import { stampOf } from "./core/stamp.ts";
import type { DataClassification } from "./core/words.ts";
import { DEPLOYMENT_FACTS, deploymentStamp, type DeploymentFacts } from "./deployment-step.ts";
import { findVisibleServer } from "./find-visible-server.ts";
import { loadDeploymentRules } from "./load-deployment-rules.ts";
import { ServerRef } from "./server-schemas.ts";

export type DeploymentView = DeploymentFacts & {
  id: string;
  updatedAt: Date;
  /** Why the rules of today would not admit it; null when they do, or when it has ended. */
  violation: string | null;
  stamp: string;
};
export type DeploymentsView = {
  classification: DataClassification | null;
  rules: DeploymentRules;
  deployments: DeploymentView[];
};

/** Where a server runs for us, ended deployments last; null for a server nobody may see. */
export const listDeployments = defineQuery({
  name: "listDeployments",
  permission: "catalog.read",
  input: ServerRef,

  async run({ db, sql }, ctx, { name }): Promise<DeploymentsView | null> {
    const found = await findVisibleServer(sql, ctx, name);
    if (!found) return null;
    const [rules, server] = await Promise.all([
      loadDeploymentRules(db),
      db.server.findUniqueOrThrow({
        where: { id: found.id },
        select: {
          classification: true,
          deployments: {
            orderBy: [{ environment: "asc" }, { createdAt: "asc" }],
            select: { id: true, updatedAt: true, ...DEPLOYMENT_FACTS },
          },
        },
      }),
    ]);
    const { classification } = server;
    const views = server.deployments.map((row) => {
      const check = checkDeployment(rules, classification, row.model);
      return {
        id: row.id,
        updatedAt: row.updatedAt,
        environment: row.environment,
        model: row.model,
        provider: row.provider,
        region: row.region,
        residency: row.residency,
        address: row.address,
        operatedBy: row.operatedBy,
        status: row.status,
        version: row.version,
        violation: check.ok || row.status === "ended" ? null : check.reason,
        stamp: stampOf(deploymentStamp(row)),
      };
    });
    const hasEnded = (view: DeploymentView) => Number(view.status === "ended");
    return {
      classification,
      rules,
      deployments: views.sort((a, b) => hasEnded(a) - hasEnded(b)),
    };
  },
});
