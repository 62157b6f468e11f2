import type { SinkEvent } from "./sink-event.ts";

export type Severity = "informational" | "low" | "medium" | "high" | "critical";

type Numbers = { ocsf: number; cef: number; syslog: number; otlp: number };

/** OCSF severity_id · CEF and LEEF 0–10 · RFC 5424 table 2 · OTLP SeverityNumber. */
export const SEVERITY_NUMBERS: Record<Severity, Numbers> = {
  informational: { ocsf: 1, cef: 1, syslog: 6, otlp: 9 },
  low: { ocsf: 2, cef: 3, syslog: 5, otlp: 11 },
  medium: { ocsf: 3, cef: 5, syslog: 4, otlp: 13 },
  high: { ocsf: 4, cef: 8, syslog: 3, otlp: 17 },
  critical: { ocsf: 5, cef: 10, syslog: 1, otlp: 21 },
};

/** Whoever wants to hide something changes these first. */
const WATCHES_THE_LOG =
  /^(sink\.(create|change|remove)|log\.change_key|retention\.\w+|hold\.lift|subject\.erase)$/;
const POWERFUL = new Set([
  "person.set_roles",
  "person.enable",
  "server.lift_quarantine",
  "revocation.lift",
  "server.grant_exception",
  "trust.waive",
  "log.prune",
  "export.read",
  "change.propose",
  "change.confirm",
]);

/** How loud an event is on arrival; what to do about it is the detection rules' business. */
export function severityOf(event: SinkEvent): Severity {
  if (event.type === "checkpoint") return "informational";
  const { action, outcome } = event.record;
  if (action === "log.alarm") return "critical";
  if (WATCHES_THE_LOG.test(action)) return "high";
  if (outcome !== "success" || POWERFUL.has(action)) return "medium";
  return /quarantine|revo(?:ke|cation)|disable/.test(action) ? "low" : "informational";
}
