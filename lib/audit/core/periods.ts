/** Times before now, for filters that are kept under a name. */
export const PERIODS = ["1h", "24h", "7d", "30d", "90d"] as const;
export type AuditPeriod = (typeof PERIODS)[number];

export const PERIOD_LABELS: Readonly<Record<AuditPeriod, string>> = {
  "1h": "Last hour",
  "24h": "Last 24 hours",
  "7d": "Last 7 days",
  "30d": "Last 30 days",
  "90d": "Last 90 days",
};

const HOUR_MS = 3_600_000;
const HOURS: Readonly<Record<AuditPeriod, number>> = {
  "1h": 1,
  "24h": 24,
  "7d": 168,
  "30d": 720,
  "90d": 2_160,
};

export const periodStart = (period: AuditPeriod, now: Date): Date =>
  new Date(now.getTime() - HOURS[period] * HOUR_MS);
