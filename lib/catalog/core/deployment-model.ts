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
  return { ok: false, reason: `${data} data may ${mayBe(admitted)}, not ${nameOf(model)}.` };
}

function mayBe(models: readonly DeploymentModel[]): string {
  return models.length === 0
    ? "not be deployed at all"
    : `only be deployed as ${models.map(nameOf).join(" or ")}`;
}

function nameOf(model: DeploymentModel): string {
  return DEPLOYMENT_MODEL_LABELS[model].label.toLowerCase();
}
