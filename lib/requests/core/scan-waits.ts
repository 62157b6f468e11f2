/** A scan is to look yet: by itself, or only once somebody starts it. */
export type ScanWaits = "coming" | "to_be_started";

/**
 * What a scan waits for; null: it neither waits nor runs.
 * @param scansByItself False: the worker scans only what people ask for, and what was handed in waits for them.
 */
export function scanWaits(
  scan: { state: string; trigger: string } | null,
  scansByItself: boolean,
): ScanWaits | null {
  if (scan?.state === "running") return "coming";
  if (scan?.state !== "queued") return null;
  return scan.trigger === "submitted" && !scansByItself ? "to_be_started" : "coming";
}
