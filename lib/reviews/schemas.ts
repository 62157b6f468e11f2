import { z } from "zod";
import { RISK_TIERS } from "#lib/requests/core/words.ts";
import type { Level } from "#lib/trust/core/words.ts";
import { CHECKLIST } from "./core/policy.ts";
import { PERIODS } from "./core/quality.ts";
import { NO_TRUST_RULES, ON_FALL } from "./core/trust-rules.ts";

const hours = z.coerce
  .number("Write a number of hours.")
  .int()
  .min(1, "At least one hour.")
  .max(8_760);
/** Yes or no, as JSON and as forms send it. */
const flag = z.union([
  z.boolean(),
  z.enum(["true", "on", "false", ""]).transform((text) => text === "true" || text === "on"),
]);
const base = z.object({
  securityApprovals: z.coerce
    .number("Write a number of reviewers.")
    .int()
    .min(1, "At least one reviewer decides.")
    .max(5, "At most five."),
  ownerTeam: flag,
  admin: flag,
  responseHours: hours,
  decisionHours: hours,
  validityDays: z.coerce.number("Write a number of days.").int().min(1).max(1_096),
  checklist: z
    .array(z.string())
    .refine((keys) => keys.every((key) => Object.hasOwn(CHECKLIST, key)), "Choose from the list.")
    .transform((keys) => Object.keys(CHECKLIST).filter((key) => keys.includes(key))),
});

const byTier = <Tier extends z.ZodType>(tier: Tier) =>
  z.object({ low: tier, medium: tier, high: tier, critical: tier });
const byClass = <Team extends z.ZodType>(team: Team) =>
  z.object({ public: team, internal: team, confidential: team, restricted: team });

const least = z
  .union([z.literal([0, 1, 2, 3, 4]), z.enum(["0", "1", "2", "3", "4"])], "Choose a level.")
  .transform((value) => Number(value) as Level);
const onFall = z.enum(ON_FALL, "Choose what follows.");
const trust = z.object({
  minimum: byClass(least),
  onFall: byClass(onFall),
  exceptionDays: z.coerce
    .number("Write a number of days; 0 is never.")
    .int()
    .min(0, "0 is never.")
    .max(365, "At most a year."),
});
const fastTrack = z.object({ patchReleases: flag });
/** What stands in the database; versions from before there were owners of data name none. */
export const PolicyRulesSchema = z.object({
  tiers: byTier(base.extend({ dataOwner: z.boolean().default(false) })),
  dataOwners: byClass(z.uuid().nullable()).default({
    public: null,
    internal: null,
    confidential: null,
    restricted: null,
  }),
  trust: trust.default(NO_TRUST_RULES),
  fastTrack,
});

/** Slug or id of a team; empty: nobody. */
const team = z
  .string()
  .trim()
  .max(100)
  .nullable()
  .transform((value) => value || null);

/** Written by people: everything has to be said, and the first response comes first. */
const NewRules = z
  .object({
    tiers: byTier(base.extend({ dataOwner: flag })),
    dataOwners: byClass(team),
    trust,
    fastTrack,
  })
  .superRefine(({ tiers }, check) => {
    for (const name of RISK_TIERS)
      if (tiers[name].responseHours > tiers[name].decisionHours)
        check.addIssue({
          code: "custom",
          path: ["tiers", name, "responseHours"],
          message: "The first response comes before the decision.",
        });
  });

export const DraftPolicyInput = z.object({
  rules: NewRules,
  note: z
    .string()
    .trim()
    .min(3, "Say why the policy changes.")
    .max(2_000)
    .refine((text) => !text.includes("\u0000"), "Leave out control characters."),
});
export const PolicyRef = z.object({ version: z.coerce.number().int().min(1).max(2_147_483_647) });
export const ListPoliciesInput = z.object({
  limit: z.coerce.number().int().min(1).max(100).catch(30).default(30),
});

export const DecisionQualityInput = z.object({
  /** Days looked back; anything else from an address is 90. */
  days: z.coerce.number().pipe(z.literal(PERIODS)).catch(90).default(90),
});
