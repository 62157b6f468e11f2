/** Whether a check found anything else than what stands. */
import type { ControlResult, Finding } from "../core/result.ts";

/** Ages are told in the titles of these; that one is a day older is no news. */
const AGEING: ReadonlySet<string> = new Set([
  "RG-05/feed-old",
  "PK-04/transferred",
  "PK-04/dormant",
  "XR-MA-01/old",
]);

const findingKey = ({ code, severity, action, title, file, line }: Finding): string =>
  JSON.stringify([code, severity, action, AGEING.has(code) ? "" : title, file, line]);

/** Findings in any order; when it was checked, and in which words it was told, do not count. */
export function isSameResult(before: ControlResult, after: ControlResult): boolean {
  // Somebody has accepted what fails: it fails still.
  const status = before.status === "waived" && after.status === "fail" ? "waived" : after.status;
  return (
    before.status === status &&
    before.reason === after.reason &&
    (status === "waived" || before.failsFromLevel === after.failsFromLevel) &&
    keysOf(before) === keysOf(after)
  );
}

const keysOf = ({ findings }: ControlResult) => findings.map(findingKey).sort().join("\n");

/** What stands, with what a check found in its place. */
export function withFresh(
  stands: readonly ControlResult[],
  fresh: readonly ControlResult[],
): ControlResult[] {
  const byControl = new Map(fresh.map((result) => [result.control, result]));
  return stands.map((before) => {
    const after = byControl.get(before.control);
    if (after === undefined) return before;
    if (!isSameResult(before, after)) return after;
    // What stands keeps its words and, where it was waived, that.
    return { ...before, checkedAt: after.checkedAt, evidence: after.evidence };
  });
}
