import type { AuditRecord } from "#lib/audit/core/record.ts";

/** What every part that is given lets through; an empty filter lets everything through. */
export type Filter = {
  kinds?: readonly string[] | undefined;
  outcomes?: readonly string[] | undefined;
  /** Whole actions, or beginnings that end with a dot. */
  actions?: readonly string[] | undefined;
  targetKinds?: readonly string[] | undefined;
};

export function letsThrough(filter: Filter, record: AuditRecord): boolean {
  const { kinds, outcomes, actions, targetKinds } = filter;
  return (
    allows(kinds, record.kind) &&
    allows(outcomes, record.outcome) &&
    allows(targetKinds, record.targetKind) &&
    (!actions?.length ||
      actions.some((one) =>
        one.endsWith(".") ? record.action.startsWith(one) : record.action === one,
      ))
  );
}

const allows = (list: readonly string[] | undefined, value: string) =>
  !list?.length || list.includes(value);
