/** RFC 3339, with a space where an unencoded `+` was read from an address. */
const RFC3339 =
  /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:[Zz]|([+\- ])(\d\d):(\d\d))$/;

const FIRST = Date.UTC(1970, 0, 1);
const LAST = Date.UTC(9999, 11, 31, 23, 59, 59);

/**
 * The moment as UTC text with microseconds, which is what Postgres compares; null when the text
 * is no RFC 3339 date and time. Moments outside of 1970 to 9999 move to the nearer end.
 */
export function readTimestamp(text: string): string | null {
  const match = RFC3339.exec(text);
  if (match === null) return null;
  const [, year, month, day, hour, minute, second] = match.map(Number);
  const [, , , , , , , fraction = ""] = match;
  const offsetMs = readOffsetMs(match.slice(8));
  if (offsetMs === null || !isDate(year, month, day) || !isTime(hour, minute, second)) return null;

  const utc = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second) - offsetMs;
  const seconds = new Date(Math.min(Math.max(utc, FIRST), LAST)).toISOString().slice(0, 19);
  return `${seconds}.${fraction.slice(0, 6).padEnd(6, "0")}Z`;
}

function readOffsetMs([sign, hours = "0", minutes = "0"]: (string | undefined)[]): number | null {
  if (!isTime(Number(hours), Number(minutes), 0)) return null;
  const offsetMs = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return sign === "-" ? -offsetMs : offsetMs;
}

function isDate(year = 0, month = 0, day = 0): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  return day <= new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
}

function isTime(hour = 24, minute = 60, second = 60): boolean {
  return hour < 24 && minute < 60 && second < 60;
}
