/** What takes a server out of use at once: malware, a revocation, a digest that is another one. */
import type { ControlId } from "./core/controls.ts";
import type { Outcome, Past } from "./core/evaluate.ts";
import { outcomeOf } from "./core/past.ts";
import type { ControlResult } from "./core/result.ts";

const WORDS: Readonly<Partial<Record<ControlId, string>>> = {
  "RG-05": "It was revoked",
  "RG-07": "It is not what was registered",
  "CQ-02": "It contains malware",
  "SC-02": "It is, or needs, known malware",
};

/**
 * Of patterns only what is critical: one that merely fails the control lowers the level. Of
 * advisories only malware (OSV `MAL-`): a vulnerability lowers the level too.
 */
function isDanger(control: ControlId, { status, risk, codes = [] }: Outcome): boolean {
  if (status !== "fail" || !(control in WORDS)) return false;
  if (control === "CQ-02") return risk === "critical";
  return control !== "SC-02" || codes.includes("SC-02/malicious");
}

/**
 * In words for people. What was there the last time is left out: somebody may have lifted a
 * quarantine because of it, and would have to again after every scan.
 */
export function newDangers(results: readonly ControlResult[], past: Past): string[] {
  return results.flatMap((result) => {
    const { control, findings } = result;
    const before = past.known[control];
    const now = outcomeOf(result, past);
    if (!isDanger(control, now)) return [];
    if (before !== undefined && isDanger(control, before)) return [];
    const found = findings.find(({ action }) => action === "block")?.title;
    return [`${WORDS[control] ?? control} (${control})${found === undefined ? "" : `: ${found}`}.`];
  });
}
