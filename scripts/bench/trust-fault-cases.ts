/** All that is seeded, and all that has to stay without an alarm. */
import { CAPTURE_FAULTS } from "./trust-faults-capture.ts";
import { CODE_FAULTS } from "./trust-faults-code.ts";
import { DECLARED_FAULTS } from "./trust-faults-declared.ts";
import { INTEGRITY_FAULTS } from "./trust-faults-integrity.ts";
import { OTHER_KIND_FAULTS } from "./trust-faults-kinds.ts";
import { REGISTRY_FAULTS } from "./trust-faults-registry.ts";
import { SUPPLY_FAULTS } from "./trust-faults-supply.ts";
import { TOOL_FAULTS } from "./trust-faults-tools.ts";
import { UPKEEP_FAULTS } from "./trust-faults-upkeep.ts";
import type { Fault } from "./trust-fault.ts";
export { CLEAN } from "./trust-fault-clean.ts";

export const FAULTS: readonly Fault[] = [
  ...INTEGRITY_FAULTS,
  ...SUPPLY_FAULTS,
  ...CODE_FAULTS,
  ...TOOL_FAULTS,
  ...CAPTURE_FAULTS,
  ...DECLARED_FAULTS,
  ...REGISTRY_FAULTS,
  ...UPKEEP_FAULTS,
  ...OTHER_KIND_FAULTS,
];
