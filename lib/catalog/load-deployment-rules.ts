import type { Db } from "#lib/db/client.ts";
import type { DeploymentRules } from "./core/deployment-model.ts";
import type { DataClassification, DeploymentModel } from "./core/words.ts";

/** A step: the rules as administrators have set them. */
export async function loadDeploymentRules(db: Db): Promise<DeploymentRules> {
  const rows = await db.deploymentRule.findMany({
    orderBy: { model: "asc" },
    select: { classification: true, model: true },
  });
  const rules: Record<DataClassification, DeploymentModel[]> = {
    public: [],
    internal: [],
    confidential: [],
    restricted: [],
  };
  for (const { classification, model } of rows) rules[classification].push(model);
  return rules;
}
