import { z } from "zod";

export const CLASSIFICATIONS = ["public", "internal", "confidential", "restricted"] as const;
export const MODELS = ["cloud", "self_hosted", "hybrid"] as const;

/** The models that one classification admits from now on; none means "not at all". */
export const SetDeploymentRuleInput = z.object({
  classification: z.enum(CLASSIFICATIONS, "Choose a data classification."),
  models: z
    .preprocess(
      (value) => (typeof value === "string" ? (value === "" ? [] : [value]) : value),
      z.array(z.enum(MODELS, "Choose deployment models.")),
    )
    .default([]),
});
