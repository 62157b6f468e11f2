/** What a request for a waiver says, as lines that people read. */
import { isJsonObject, ownValue, type Json } from "#lib/kernel/json.ts";
import { CONTROLS, type ControlId } from "#lib/trust/core/controls.ts";

type Reader = (value: Json) => string[];

export const waiverWords: Readonly<Record<"control" | "findings", Reader>> = {
  control: (value) => {
    const id = textOf(value);
    return [Object.hasOwn(CONTROLS, id) ? `${id} ${CONTROLS[id as ControlId].title}` : id];
  },
  findings: (value) => (Array.isArray(value) ? value.map(findingLine) : []),
};

/** "High: What it is, in dist/index.js:12 (SC-02/high-likely). What to do: update it." */
function findingLine(value: Json): string {
  if (!isJsonObject(value)) return textOf(value);
  const [severity, title, code, file, line, remediation] = [
    "severity",
    "title",
    "code",
    "file",
    "line",
    "remediation",
  ].map((field) => textOf(ownValue(value, field)));
  const place = file ? `, in ${file}${line ? `:${line}` : ""}` : "";
  return `${capital(severity ?? "")}: ${title}${place} (${code}).${remediation ? ` What to do: ${remediation}` : ""}`;
}

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

function textOf(value: Json | undefined): string {
  if (typeof value === "number") return String(value);
  return typeof value === "string" ? value : "";
}
