import {
  CLASSIFICATION_LABELS,
  DEPLOYMENT_MODEL_LABELS,
  type DataClassification,
  type DeploymentModel,
} from "./words.ts";

/** Which deployment models each data classification admits; administrators may change it. */
export type DeploymentRules = Readonly<Record<DataClassification, readonly DeploymentModel[]>>;
export type DeploymentCheck = { ok: true } | { ok: false; reason: string };

export const DEFAULT_DEPLOYMENT_RULES: DeploymentRules = {
  public: ["cloud", "self_hosted", "hybrid"],
  internal: ["cloud", "self_hosted", "hybrid"],
  confidential: ["self_hosted", "hybrid"],
  restricted: ["self_hosted"],
};

/** The model shown for a server, from its active deployments; a mix is hybrid, none is null. */
export function deploymentModelOf(models: readonly DeploymentModel[]): DeploymentModel | null {
  const distinct = new Set(models);
  if (distinct.size > 1) return "hybrid";
  return models[0] ?? null;
}

export function checkDeployment(
  rules: DeploymentRules,
  classification: DataClassification | null,
  model: DeploymentModel,
): DeploymentCheck {
  if (classification === null) return { ok: false, reason: "Classify the server's data first." };

  const admitted = rules[classification];
  if (admitted.includes(model)) return { ok: true };
  const data = CLASSIFICATION_LABELS[classification].label;
  if (admitted.length === 0)
    return { ok: false, reason: `${data} data may not be deployed anywhere.` };
  const allowed = admitted.map(nameOf).join(" or ");
  return {
    ok: false,
    reason: `${data} data may only be deployed as ${allowed}, not ${nameOf(model)}.`,
  };
}

function nameOf(model: DeploymentModel): string {
  return DEPLOYMENT_MODEL_LABELS[model].label.toLowerCase();
}
