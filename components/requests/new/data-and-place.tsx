"use client";

import { useState } from "react";
import {
  CLASSIFICATION_LABELS,
  DEPLOYMENT_MODEL_LABELS,
  type DataClassification,
  type DeploymentModel,
} from "#lib/catalog/core/words.ts";
import { checkDeployment, type DeploymentRules } from "#lib/catalog/core/deployment-model.ts";
import { AskSelect, useFirstValue } from "./request-form.tsx";

const DATA = Object.keys(CLASSIFICATION_LABELS) as DataClassification[];
const MODELS = Object.keys(DEPLOYMENT_MODEL_LABELS) as DeploymentModel[];

type Props = {
  rules: DeploymentRules;
  /** For a change both may stay as they are. */
  optional?: boolean;
  /** The server's classification now, where it has one. */
  current?: DataClassification | null;
};

/** Which data, and where it runs: the first decides what the second may be. */
export function DataAndPlace({ rules, optional = false, current = null }: Props) {
  const [data, setData] = useState(useFirstValue("dataClassification"));
  const [model, setModel] = useState(useFirstValue("deploymentModel"));
  const none = { value: "", label: optional ? "No change" : "Choose…", disabled: !optional };
  const classification = DATA.find((one) => one === data) ?? current;
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <AskSelect
        label="Most sensitive data it touches"
        name="dataClassification"
        required={!optional}
        optional={optional}
        onChange={(event) => setData(event.currentTarget.value)}
        options={[
          none,
          ...DATA.map((value) => ({ value, label: CLASSIFICATION_LABELS[value].label })),
        ]}
        hint={
          classification === null
            ? "Decides where it may run, and how many people look at the request."
            : CLASSIFICATION_LABELS[classification].explanation
        }
      />
      <AskSelect
        label="Where it will run"
        name="deploymentModel"
        required={!optional}
        optional={optional}
        onChange={(event) => setModel(event.currentTarget.value)}
        options={[
          none,
          ...MODELS.map((value) => ({ value, label: DEPLOYMENT_MODEL_LABELS[value].label })),
        ]}
        hint={placeHint(rules, classification, MODELS.find((one) => one === model) ?? null)}
      />
    </div>
  );
}

function placeHint(
  rules: DeploymentRules,
  data: DataClassification | null,
  model: DeploymentModel | null,
): string {
  if (data === null) return "Choose the data first: it decides what is admitted.";
  if (model !== null) {
    const check = checkDeployment(rules, data, model);
    return check.ok ? DEPLOYMENT_MODEL_LABELS[model].explanation : check.reason;
  }
  const names = rules[data].map((one) => DEPLOYMENT_MODEL_LABELS[one].label.toLowerCase());
  const label = CLASSIFICATION_LABELS[data].label;
  return names.length === 0
    ? `${label} data may not be deployed anywhere.`
    : `${label} data may run ${names.join(", ")}.`;
}
