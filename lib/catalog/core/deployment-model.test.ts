import { expect, test } from "vitest";
import {
  checkDeployment,
  DEFAULT_DEPLOYMENT_RULES,
  deploymentModelOf,
} from "./deployment-model.ts";
import type { DataClassification, DeploymentModel } from "./words.ts";

test.each<[DeploymentModel[], DeploymentModel | null]>([
  [[], null],
  [["cloud"], "cloud"],
  [["self_hosted", "self_hosted"], "self_hosted"],
  [["cloud", "self_hosted"], "hybrid"],
  [["hybrid"], "hybrid"],
  [["hybrid", "cloud"], "hybrid"],
])("deployments %j make the server %s", (models, expected) => {
  expect(deploymentModelOf(models)).toBe(expected);
});

test.each<[DataClassification, string]>([
  ["public", "cloud self_hosted hybrid"],
  ["internal", "cloud self_hosted hybrid"],
  ["confidential", "self_hosted hybrid"],
  ["restricted", "self_hosted"],
])("%s data may go to: %s", (classification, expected) => {
  const models: DeploymentModel[] = ["cloud", "self_hosted", "hybrid"];
  const admitted = models.filter(
    (model) => checkDeployment(DEFAULT_DEPLOYMENT_RULES, classification, model).ok,
  );
  expect(admitted.join(" ")).toBe(expected);
});

test("a refusal says what would be allowed", () => {
  expect(checkDeployment(DEFAULT_DEPLOYMENT_RULES, "restricted", "cloud")).toEqual({
    ok: false,
    reason: "Restricted data may only be deployed as self-hosted, not cloud.",
  });
  expect(checkDeployment({ ...DEFAULT_DEPLOYMENT_RULES, public: [] }, "public", "cloud")).toEqual({
    ok: false,
    reason: "Public data may not be deployed anywhere.",
  });
});

test("nothing is deployed before its data is classified", () => {
  expect(checkDeployment(DEFAULT_DEPLOYMENT_RULES, null, "self_hosted")).toEqual({
    ok: false,
    reason: "Classify the server's data first.",
  });
});
