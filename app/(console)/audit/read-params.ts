import { filtersOf, type FilterTexts } from "#lib/audit/core/filter-query.ts";
import { AuditFilterInput, ListAuditEventsInput } from "#lib/audit/schemas.ts";
import type { FieldErrors } from "#lib/kernel/errors.ts";

export type Params = Record<string, string | string[] | undefined>;

/** Filters of the address; one that cannot be read is left out, and said. */
export function readFilters(params: Params): { filters: FilterTexts; errors: FieldErrors } {
  const given = new URLSearchParams(
    Object.entries(params).flatMap(([name, value]) => {
      const first = Array.isArray(value) ? value[0] : value;
      return first === undefined ? [] : [[name, first] as [string, string]];
    }),
  );
  const filters = filtersOf(given);
  const read = AuditFilterInput.safeParse(filters);
  if (read.success) return { filters, errors: {} };
  const errors: FieldErrors = {};
  for (const { path, message } of read.error.issues) errors[String(path[0])] = [message];
  const kept = Object.entries(filters).filter(([name]) => !(name in errors));
  return { filters: Object.fromEntries(kept), errors };
}

/** Undefined: from the newest on, also for a cursor that nobody can read. */
export function readCursor({ cursor }: Params): string | undefined {
  const read = ListAuditEventsInput.shape.cursor.safeParse(cursor);
  return read.success ? read.data : undefined;
}
