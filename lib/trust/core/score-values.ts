/** What the score is made of: rule set `mtf-0.1/reg-1.0.0`. */
import type { Risk, Status } from "./words.ts";

/** The most points with a risk that nobody has accepted. */
export const RISK_CAP: Readonly<Record<Risk, number>> = {
  none: 100,
  low: 100,
  medium: 100,
  high: 59,
  critical: 39,
};
/** In tenths. */
export const VALUE: Readonly<Record<Status, number>> = {
  pass: 10,
  warn: 6,
  waived: 5,
  fail: 0,
  not_checkable: 0,
  error: 0,
  not_applicable: 0,
};
/** Percent of the weight of level 1 below which there is no score. */
export const LEAST_ASSESSED = 75;
