import { z } from "zod";
import { CONTROL_IDS } from "../core/controls.ts";
import {
  AGE_KEYS,
  DEFAULT_EXPIRY_DAYS,
  EXPIRY_DAYS,
  OPEN_SEVERITIES,
} from "../core/overview-words.ts";

// What an address has that means nothing is left out, so that an old link still opens.
const team = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
  .max(200)
  .optional()
  .catch(undefined);
const cursor = z.string().min(1).max(2_000).optional().catch(undefined);
const limit = z.coerce.number().int().min(1).max(1_000).catch(50).default(50);

/** The tables of the overview that there are as files. */
export const OVERVIEW_TABLES = [
  "levels",
  "risks",
  "findings",
  "fixes",
  "raised",
  "expiring",
  "unreached",
  "registry",
] as const;
export type OverviewTable = (typeof OVERVIEW_TABLES)[number];

/** `team`: the slug of an owner team; only its servers count. */
export const TrustOverviewInput = z.object({ team });
/** Shorter parts of a name are not looked up in the index over words. */
export const LEAST_OF_A_NAME = 3;
export const OpenFindingsInput = z.object({
  team,
  /** Part of the server's name or title, in any case. */
  server: z.string().trim().min(LEAST_OF_A_NAME).max(200).optional().catch(undefined),
  severity: z.enum(OPEN_SEVERITIES).optional().catch(undefined),
  age: z.enum(AGE_KEYS).optional().catch(undefined),
  control: z.enum(CONTROL_IDS).optional().catch(undefined),
  cursor,
  limit,
});
export const UnreachedInput = z.object({ team, cursor, limit });
export const RaisedInput = z.object({
  team,
  control: z.enum(CONTROL_IDS, "This is no control."),
  code: z.string().min(1).max(200),
  cursor,
  limit,
});
export const ExpiringInput = z.object({
  team,
  days: z.coerce
    .number()
    .pipe(z.literal(EXPIRY_DAYS))
    .catch(DEFAULT_EXPIRY_DAYS)
    .default(DEFAULT_EXPIRY_DAYS),
  cursor,
  limit,
});
