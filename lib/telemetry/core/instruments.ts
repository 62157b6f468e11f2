/**
 * Every counter and histogram that we keep: what is not listed here does not compile. Names as
 * Prometheus wants them: unit at the end, counters end in `_total`.
 */
export const COUNTERS = {
  gatehouse_audit_appends_total: "Records appended to the audit log.",
  gatehouse_audit_append_errors_total:
    "Records that could not be written to the audit log; what they were about did not happen.",
  gatehouse_log_lines_total: "Log lines written, by level.",
} as const;

export const HISTOGRAMS = {
  http_server_request_duration_seconds: "Time from a request to the end of its answer.",
  gatehouse_verb_duration_seconds: "Time of a command or query.",
  gatehouse_job_duration_seconds: "Time of a job of the worker.",
} as const;

export type CounterName = keyof typeof COUNTERS;
export type HistogramName = keyof typeof HISTOGRAMS;

/** Seconds. */
export const BUCKETS: Record<HistogramName, readonly number[]> = {
  http_server_request_duration_seconds: [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10,
  ],
  gatehouse_verb_duration_seconds: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2.5],
  gatehouse_job_duration_seconds: [0.01, 0.1, 1, 10, 60, 300, 1_800, 7_200],
};
