import type { Item } from "./plan-batch.ts";

export type ReportFormat = "jsonl" | "csv";

const COLUMNS = ["position", "outcome", "name", "version", "field", "reason"] as const;

export const REPORT_TYPES: Readonly<Record<ReportFormat, string>> = {
  jsonl: "application/x-ndjson; charset=utf-8",
  csv: "text/csv; charset=utf-8",
};

/** The first line of a report; JSON lines have none. */
export function reportHead(format: ReportFormat): string {
  return format === "csv" ? `${COLUMNS.join(",")}\r\n` : "";
}

export function reportLine(item: Item, format: ReportFormat): string {
  const values = COLUMNS.map((column) => item[column]);
  if (format === "csv") return `${values.map(csvField).join(",")}\r\n`;
  return `${JSON.stringify(Object.fromEntries(COLUMNS.map((name, at) => [name, values[at]])))}\n`;
}

/**
 * A field of RFC 4180. Names and reasons come from upstream, so what a spreadsheet would take for
 * a formula (OWASP "CSV injection") is written as text.
 */
function csvField(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const text = /^[\s]*[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n']/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
