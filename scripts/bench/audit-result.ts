import type { Aim } from "./aims.ts";
import type { Appends } from "./audit-append.ts";
import type { Exports } from "./audit-export.ts";
import type { AuditOptions } from "./audit-options.ts";
import type { Pages } from "./audit-pages.ts";
import type { Verification } from "./audit-verify.ts";
import type { Machine } from "./machine.ts";

/** What a run has measured; null: the part was left out. */
export type AuditResult = {
  startedAt: string;
  tookSeconds: number;
  command: string;
  machine: Machine;
  options: AuditOptions;
  seededInMs: number | null;
  appends: Appends | null;
  verification: Verification | null;
  pages: Pages | null;
  exports: Exports | null;
  /** Share of the machine that other processes took between the parts. */
  foreignBetween: number[];
  aims: Aim[];
};
