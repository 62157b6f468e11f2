import { z } from "zod";
import { ServerRef, VersionRef } from "#lib/catalog/server-schemas.ts";

export const TRIGGERS = ["asked", "registered", "schedule"] as const;
export type Trigger = (typeof TRIGGERS)[number];

export const RequestScanInput = VersionRef;
export const GetTrustInput = VersionRef;
export const ExportTrustInput = VersionRef.required();

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "This is not the digest of any evidence.");
export const GetEvidenceInput = ServerRef.extend({ sha256 });

/** From here on for our own processes: what they pass on is typed already. */
export const InstallOptionPlace = z.string().regex(/^(packages|remotes)\[\d{1,4}\]$/);
export const ScanRef = z.object({ scanId: z.uuid() });
export const EntryFactsInput = z.object({ versionId: z.uuid(), option: InstallOptionPlace });
export const NoteScanStepInput = ScanRef.extend({ step: z.string().max(1_000) });
export const FinishScanInput = ScanRef.extend({
  /** `stopped`: the worker ends, the next one takes it up. */
  outcome: z.enum(["done", "failed", "stopped"]),
  /** For people: why it failed, or what could not be reached. */
  error: z.string().max(4_000).nullable(),
  /** Whether another attempt may bring more. */
  again: z.boolean(),
});
export const QueueScansInput = z.object({
  /** Of each sort, and of the ids that are answered. */
  most: z.number().int().min(1).max(1_000).default(20),
});
