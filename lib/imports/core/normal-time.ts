const SHAPE =
  /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?([Zz]|[+-]\d{2}:?\d{2})?$/;
/** Before the Web nothing was published; Go programs write the year 1 for "unknown". */
const EARLIEST = Date.UTC(1990, 0, 1);

/** An ISO time as UTC with microseconds, which is what the database keeps; null for anything else. */
export function normalTime(text: string): string | null {
  const [, day, clock, fraction = "", zone = "Z"] = SHAPE.exec(text.trim()) ?? [];
  if (day === undefined || clock === undefined) return null;
  const milliseconds = Date.parse(`${day}T${clock}${zone.toUpperCase()}`);
  if (Number.isNaN(milliseconds) || milliseconds < EARLIEST) return null;
  const seconds = new Date(milliseconds).toISOString().slice(0, 19);
  return `${seconds}.${fraction.slice(0, 6).padEnd(6, "0")}Z`;
}
