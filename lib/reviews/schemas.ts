import { z } from "zod";
import { CHECKLIST } from "./core/policy.ts";

const hours = z.coerce
  .number("Write a number of hours.")
  .int()
  .min(1, "At least one hour.")
  .max(8_760);
const tier = z.object({
  securityApprovals: z.coerce
    .number("Write a number of reviewers.")
    .int()
    .min(1, "At least one reviewer decides.")
    .max(5, "At most five."),
  ownerTeam: z.union([
    z.boolean(),
    z.enum(["true", "on", "false", ""]).transform((text) => text === "true" || text === "on"),
  ]),
  admin: z.union([
    z.boolean(),
    z.enum(["true", "on", "false", ""]).transform((text) => text === "true" || text === "on"),
  ]),
  responseHours: hours,
  decisionHours: hours,
  validityDays: z.coerce.number("Write a number of days.").int().min(1).max(1_096),
  checklist: z
    .array(z.string())
    .refine((keys) => keys.every((key) => key in CHECKLIST), "Choose from the list."),
});

/** Also reads what stands in the database. */
export const PolicyRulesSchema = z.object({
  tiers: z.object({ low: tier, medium: tier, high: tier, critical: tier }),
  fastTrack: z.object({
    patchReleases: z.union([
      z.boolean(),
      z.enum(["true", "on", "false", ""]).transform((text) => text === "true" || text === "on"),
    ]),
  }),
});

export const DraftPolicyInput = z.object({
  rules: PolicyRulesSchema,
  note: z.string().trim().min(3, "Say why the policy changes.").max(2_000),
});
export const PolicyRef = z.object({ version: z.coerce.number().int().min(1) });
