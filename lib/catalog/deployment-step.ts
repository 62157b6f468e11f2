import type { Tx } from "#lib/db/client.ts";
import { AppError, fieldError } from "#lib/kernel/errors.ts";
import { checkDeployment } from "./core/deployment-model.ts";
import type { DataClassification, DeploymentModel, DeploymentStatus } from "./core/words.ts";
import { loadDeploymentRules } from "./load-deployment-rules.ts";

export const DEPLOYMENT_SERVER = {
  id: true,
  ownerTeamId: true,
  exposed: true,
  classification: true,
} as const;

export const DEPLOYMENT_FACTS = {
  environment: true,
  model: true,
  provider: true,
  region: true,
  residency: true,
  address: true,
  operatedBy: true,
  status: true,
  version: true,
} as const;

export type DeploymentFacts = {
  environment: string;
  model: DeploymentModel;
  provider: string;
  region: string | null;
  residency: string | null;
  address: string | null;
  operatedBy: string;
  status: DeploymentStatus;
  version: string | null;
};

/** What the deployment form shows, in the order of its stamp. */
export const deploymentStamp = (row: DeploymentFacts) => [
  row.environment,
  row.model,
  row.provider,
  row.region,
  row.residency,
  row.address,
  row.operatedBy,
  row.status,
  row.version,
];

export const factsOfDeployment = (row: DeploymentFacts): DeploymentFacts => ({
  environment: row.environment,
  model: row.model,
  provider: row.provider,
  region: row.region,
  residency: row.residency,
  address: row.address,
  operatedBy: row.operatedBy,
  status: row.status,
  version: row.version,
});

/** A step: the deployment rules, with a reason a person understands; the database checks again. */
export async function requireAdmittedModel(
  tx: Tx,
  classification: DataClassification | null,
  model: DeploymentModel,
): Promise<void> {
  const check = checkDeployment(await loadDeploymentRules(tx), classification, model);
  if (!check.ok) throw fieldError("model", check.reason);
}

/**
 * A step: one row per environment, provider and address. The unique index does not compare missing
 * addresses, so this does; the lock on the server's row keeps it true.
 */
export async function requireNew(
  tx: Tx,
  serverId: string,
  { facts, except }: { facts: DeploymentFacts; except: string | null },
): Promise<void> {
  const { environment, provider, address } = facts;
  const twin = await tx.deployment.findFirst({
    where: {
      serverId,
      environment,
      provider,
      address,
      ...(except === null ? {} : { id: { not: except } }),
    },
    select: { status: true },
  });
  if (twin)
    throw new AppError(
      "conflict",
      twin.status === "ended"
        ? "A deployment with this environment, provider and address has ended. Change that one to run it again."
        : "This server has a deployment with this environment, provider and address already.",
      { fields: { environment: ["There is one like this already."] } },
    );
}
