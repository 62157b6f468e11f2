/** "1 hour", "8 hours", "5 days": as a policy is written. */
export function hoursWords(hours: number): string {
  if (hours >= 48 && hours % 24 === 0) return count(hours / 24, "day");
  return count(hours, "hour");
}

/** "45 s", "12 min", "3.5 hours", "2.1 days": as a measurement is read. */
export function durationWords(seconds: number): string {
  if (seconds < 59.5) return `${Math.round(seconds)} s`;
  if (seconds < 59.5 * 60) return `${Math.round(seconds / 60)} min`;
  const hours = seconds / 3_600;
  return hours < 47.95 ? count(tenths(hours), "hour") : count(tenths(hours / 24), "day");
}

const tenths = (value: number) => Math.round(value * 10) / 10;

const count = (value: number, unit: string) => `${value} ${unit}${value === 1 ? "" : "s"}`;
