import { afterAll, describe, expect, test } from "vitest";
import { CASE_KINDS, casesOf, type CaseKind } from "#lib/testing/trust-case-count.ts";
import { CONTROL_IDS, CONTROLS, MTF_IDS, type ControlId } from "../controls.ts";

// The tables that hold one result of one control against what is expected run here once more, so
// that all of their cases are counted in one process.
import "../registry-self.test.ts";
import "./capabilities.test.ts";
import "./code-quality.test.ts";
import "./credentials.test.ts";
import "./data-handling.test.ts";
import "./definitions.test.ts";
import "./integrity.test.ts";
import "./judge.test.ts";
import "./pinning.test.ts";
import "./provenance.test.ts";
import "./registry.test.ts";
import "./remote.test.ts";
import "./supply-chain.test.ts";
import "./upkeep.test.ts";
import "./told-code.test.ts";
import "./told-declared.test.ts";
import "./told-definitions.test.ts";
import "./told-integrity.test.ts";
import "./told-provenance.test.ts";
import "./told-registry.test.ts";
import "./told-remote.test.ts";
import "./told-supply-chain.test.ts";
import "./vulnerabilities.test.ts";

type Need = "passing" | "failing" | "not checkable";
/** A warning is a failure that does not block. */
const NEEDS: Readonly<Record<Need, readonly CaseKind[]>> = {
  passing: ["pass"],
  failing: ["warn", "fail"],
  "not checkable": ["not_checkable"],
};

const OWN_ROWS = "The registry reads it from its own rows, which are always there.";
const CLIENT = "It is the duty of the client that installs: nothing here can see it.";
const ASSERTED = "It is only asserted, which is never more than a warning.";
/** Cases that cannot exist, with the reason. */
const CANNOT_BE: Partial<Record<ControlId, Partial<Record<Need, string>>>> = {
  "AI-04": { passing: "Gatehouse builds nothing again." },
  "CQ-06": { passing: "Nobody watches it run.", failing: "Nobody watches it run." },
  "XR-DH-02": { passing: ASSERTED },
  "XR-DH-04": { passing: ASSERTED },
  ...forAll(["RG-03", "RG-04", "RG-06", "PK-02", "PK-03", "UP-01"], { "not checkable": OWN_ROWS }),
  ...forAll(["IN-01", "IN-02", "IN-03", "IN-04"], {
    passing: CLIENT,
    failing: CLIENT,
    "not checkable": CLIENT,
  }),
};

function forAll(ids: readonly ControlId[], reasons: Partial<Record<Need, string>>) {
  return Object.fromEntries(ids.map((id) => [id, reasons]));
}

const countOf = (id: ControlId, need: Need): number =>
  NEEDS[need].reduce((sum, kind) => sum + casesOf(id)[kind], 0);

describe("every control", () => {
  afterAll(() => console.log(countTable()));

  test.each(CONTROL_IDS)(
    "%s: there is a passing, a failing and a not checkable case, or a reason why not",
    (id) => {
      for (const need of Object.keys(NEEDS) as Need[]) {
        const isNone = CANNOT_BE[id]?.[need] !== undefined;
        // A case that was said to be impossible and is there makes the reason untrue.
        expect([need, countOf(id, need) > 0]).toEqual([need, !isNone]);
      }
    },
  );
});

function countTable(): string {
  const rows = CONTROL_IDS.map((id) => {
    const counts = CASE_KINDS.map((kind) => String(casesOf(id)[kind]).padStart(kind.length));
    const reasons = Object.entries(CANNOT_BE[id] ?? {}).map(([need, why]) => `no ${need}: ${why}`);
    return `${id.padEnd(8)}  ${counts.join("  ")}  ${[...new Set(reasons)].join(" ")}`;
  });
  const total = CASE_KINDS.map(
    (kind) => `${CONTROL_IDS.reduce((sum, id) => sum + casesOf(id)[kind], 0)} ${kind}`,
  );
  const ours = Object.values(CONTROLS).length - MTF_IDS.length;
  return [
    `Cases of the ${MTF_IDS.length} controls of MTF and ${ours} of ours: ${total.join(", ")}`,
    `control   ${CASE_KINDS.join("  ")}`,
    ...rows,
  ].join("\n");
}
