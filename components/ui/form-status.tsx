import { CircleAlert, CircleCheck } from "lucide-react";
import type { FormState } from "#lib/actions/form-action.ts";

/** What became of the form, beside its button; announced to screen readers. */
export function FormStatus({ state }: { state: FormState }) {
  return (
    <div role={state.status === "error" ? "alert" : "status"} className="text-sm empty:hidden">
      {state.status === "ok" && (
        <p className="flex items-start gap-1.5 text-success-text">
          <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0" />
          {state.message}
        </p>
      )}
      {state.status === "error" && (
        <p className="flex items-start gap-1.5 text-danger-text">
          <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          {state.message}
        </p>
      )}
    </div>
  );
}
