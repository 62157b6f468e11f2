import type { FormState } from "#lib/actions/form-action.ts";
import type { Reconciliation } from "#lib/audit-sinks/reconcile-sink.ts";

export type Action = (previous: FormState, form: FormData) => Promise<FormState>;

/** What a comparison found, beside what became of the form. */
export type ReconcileState = { form: FormState; found: Reconciliation | null };

/** The server actions that a sink's page hands down. */
export type SinkActions = {
  proposeAction: Action;
  testAction: Action;
  replayAction: Action;
  reconcileAction: (previous: ReconcileState, form: FormData) => Promise<ReconcileState>;
};

/** What this person may do on the page, and whether they proved a moment ago who they are. */
export type SinkPowers = { configures: boolean; isFresh: boolean };
