import type { ControlId } from "#lib/trust/core/controls.ts";
import type { Draft } from "./trust-fault-draft.ts";
import type { FaultWorld } from "./trust-fault-world.ts";

export type Fault = {
  control: ControlId;
  /** In words. */
  fault: string;
  /** The finding that has to be there. */
  code: string;
  spoil: (draft: Draft, world: FaultWorld) => void | Promise<void>;
};

export type Clean = {
  what: string;
  /** Findings that are true of it. */
  true: readonly string[];
  spoil: (draft: Draft, world: FaultWorld) => void | Promise<void>;
};
