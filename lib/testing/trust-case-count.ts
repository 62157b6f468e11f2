import type { ControlId } from "#lib/trust/core/controls.ts";

/** How a case of a table test came out. */
export const CASE_KINDS = ["pass", "warn", "fail", "not_checkable"] as const;
export type CaseKind = (typeof CASE_KINDS)[number];
type Counts = Record<CaseKind, number>;

const counts = new Map<ControlId, Counts>();

/** Notes one result that a test holds against what it expects; other statuses are not counted. */
export function countCase(control: ControlId, status: string | undefined): void {
  const kind = CASE_KINDS.find((one) => one === status);
  if (kind === undefined) return;
  const before = casesOf(control);
  counts.set(control, { ...before, [kind]: before[kind] + 1 });
}

/** Cases of the test files that this process has run so far. */
export const casesOf = (control: ControlId): Counts =>
  counts.get(control) ?? { pass: 0, warn: 0, fail: 0, not_checkable: 0 };
