import type { JsonObject } from "#lib/kernel/json.ts";
import type { Finding } from "./issue.ts";
import { textIn } from "./json-fields.ts";

const ADDRESS =
  /^https:\/\/static\.modelcontextprotocol\.io\/schemas\/(\d{4}-\d{2}-\d{2})\/server\.schema\.json$/;

/** Published with camelCase fields and without a status in the document, oldest first. */
const PUBLISHED_SCHEMAS = ["2025-09-29", "2025-10-11", "2025-10-17", "2025-12-11"] as const;
const CURRENT_SCHEMA = "2025-12-11";
const OLDEST_SCHEMA = "2025-09-29";

/**
 * Whether `$schema` names a schema that we can judge by. Older than 2025-09-29 is an error, and so is
 * a date on which none was published; newer than ours is only a warning, since the format grows
 * by additions.
 */
export function schemaAgeFindings(doc: JsonObject, severity: "error" | "warning"): Finding[] {
  const finding = judge(textIn(doc, "$schema"));
  if (finding === null || finding.severity !== severity) return [];
  return [{ path: "$schema", message: finding.message }];
}

function judge(address: string): { severity: "error" | "warning"; message: string } | null {
  if (address === "") return { severity: "error", message: "is missing" };

  const date = ADDRESS.exec(address)?.[1];
  if (date === undefined)
    return { severity: "error", message: "is not the address of a published server.json schema" };
  if (date === CURRENT_SCHEMA) return null;
  if (date < OLDEST_SCHEMA)
    return { severity: "error", message: `is too old; ${OLDEST_SCHEMA} or newer is needed` };
  if (date > CURRENT_SCHEMA)
    return { severity: "warning", message: `is newer than ${CURRENT_SCHEMA}, which we check by` };
  return PUBLISHED_SCHEMAS.some((known) => known === date)
    ? { severity: "warning", message: `is not the current schema, ${CURRENT_SCHEMA}` }
    : { severity: "error", message: "names a schema that was never published" };
}
