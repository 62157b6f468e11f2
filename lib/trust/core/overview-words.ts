/** The words of the trust overview. */

/** Days since a finding was first seen: from the first number on, below the second. */
export const FINDING_AGES = {
  "0-7": { label: "Under 7 days", fromDays: 0, toDays: 7 },
  "7-30": { label: "7 to 30 days", fromDays: 7, toDays: 30 },
  "30-90": { label: "30 to 90 days", fromDays: 30, toDays: 90 },
  "90-": { label: "Over 90 days", fromDays: 90, toDays: null },
} as const;
export type FindingAge = keyof typeof FINDING_AGES;
export const AGE_KEYS = Object.keys(FINDING_AGES) as FindingAge[];

/** Findings that only inform are not open. */
export const OPEN_SEVERITIES = ["critical", "high", "medium", "low"] as const;
export type OpenSeverity = (typeof OPEN_SEVERITIES)[number];

/** How far ahead the overview looks for levels that run out, in days. */
export const EXPIRY_DAYS = [7, 14, 30, 90] as const;
/** Daily checks count for about two weeks: whatever runs out sooner was missed by them. */
export const DEFAULT_EXPIRY_DAYS = 7;
export type ExpiryDays = (typeof EXPIRY_DAYS)[number];
