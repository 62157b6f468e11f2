import type { ReactNode } from "react";
import { ActionForm, FormTextarea } from "#components/admin/action-form.tsx";
import type { ChangeKind } from "#lib/audit-changes/core/kinds.ts";
import type { Action } from "./log-actions.ts";

type Props = { kind: ChangeKind; propose: Action; submitLabel: string; children: ReactNode };

/** A proposal of one kind: its own fields, and the reason that the second person reads. */
export function ProposeForm({ kind, propose, submitLabel, children }: Props) {
  return (
    <ActionForm
      action={propose}
      submitLabel={submitLabel}
      pendingLabel="Proposing…"
      resetOnSuccess
      variant="secondary"
    >
      <input type="hidden" name="kind" value={kind} />
      {children}
      <FormTextarea
        label="Why"
        name="reason"
        required
        rows={2}
        maxLength={2_000}
        hint="The second person reads it, and it stays on record."
      />
    </ActionForm>
  );
}
