/** What a reviewer sees first of what a scan found. */
import { CONTROLS, type ControlId } from "#lib/trust/core/controls.ts";
import type { ControlResult, Finding } from "#lib/trust/core/result.ts";

/** A finding with the control that it speaks against. */
export type FoundThere = Pick<Finding, "severity" | "title" | "file" | "line"> & {
  control: ControlId;
  controlTitle: string;
};

const MOST = 5;
const ORDER: readonly Finding["severity"][] = ["critical", "high", "medium", "low", "info"];

/** Of controls that fail, the findings that make them: the worst, and how many there are. */
export function worstFindings(results: readonly ControlResult[]): {
  worst: FoundThere[];
  total: number;
} {
  const blocking = results
    .filter(({ status }) => status === "fail")
    .flatMap(({ control, findings }) =>
      findings
        .filter(({ action }) => action === "block")
        .map(({ severity, title, file, line }) => ({
          ...{ severity, title, file, line, control },
          controlTitle: CONTROLS[control].title,
        })),
    );
  const worst = [...blocking]
    .sort((one, other) => ORDER.indexOf(one.severity) - ORDER.indexOf(other.severity))
    .slice(0, MOST);
  return { worst, total: blocking.length };
}
