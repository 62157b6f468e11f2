import type { ControlId } from "#lib/trust/core/controls.ts";

/** What the database holds of a scan. */
export type ScannedResult = {
  seconds: number;
  level: number;
  score: number | null;
  risk: string;
  results: {
    control: string;
    status: string;
    reason: string | null;
    detail: string;
    findings: { code: string; action: string; title: string; file: string | null }[];
  }[];
};

/** What came of one fault. */
export type FaultOutcome = {
  control: ControlId;
  fault: string;
  code: string;
  found: boolean;
  /** Status of the control, and the codes of its findings. */
  seen: string;
  level: number | null;
  seconds: number;
};

export type CleanOutcome = {
  what: string;
  level: number | null;
  score: number | null;
  /** Controls that were judged, and findings that are not true. */
  judged: number;
  alarms: string[];
  notChecked: string[];
};
