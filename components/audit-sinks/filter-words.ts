import { KIND_LABELS, OUTCOME_LABELS, targetLabel } from "#components/audit/filter-labels.ts";
import { filterParts } from "#lib/audit-sinks/core/sink-words.ts";
import type { SinkFilter } from "#lib/audit-sinks/schemas.ts";
import type { Outcome, RecordKind } from "#lib/audit/core/record.ts";

/** What a sink gets, in the words of the audit page. */
export function filterWords(filter: SinkFilter): string {
  const parts = filterParts(filter, {
    kind: (kind) => KIND_LABELS[kind as RecordKind],
    outcome: (outcome) => OUTCOME_LABELS[outcome as Outcome].label,
    target: targetLabel,
  });
  return parts.length === 0 ? "Everything" : parts.join(" · ");
}
