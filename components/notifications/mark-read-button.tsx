"use client";

import { Check } from "lucide-react";
import { useActionState, useEffect } from "react";
import type { FormState } from "#lib/actions/form-action.ts";
import { FormStatus } from "#components/ui/form-status.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { READ_EVENT } from "./read-event.ts";

type Props = {
  /** Absent: everything. */
  id?: string;
  title?: string;
  action: (previous: FormState, form: FormData) => Promise<FormState>;
};

/** Marks one notification, or all, as read; works without JavaScript. */
export function MarkReadButton({ id, title, action }: Props) {
  const [state, run] = useActionState<FormState, FormData>(action, { status: "idle" });
  useEffect(() => {
    if (state.status === "ok") window.dispatchEvent(new Event(READ_EVENT));
  }, [state]);
  return (
    <form action={run} className="flex shrink-0 items-center gap-2">
      {state.status === "error" && <FormStatus state={state} />}
      <input type="hidden" name={id ? "id" : "all"} value={id ?? "true"} />
      {id ? (
        <SubmitButton variant="ghost" size="icon">
          <span title="Mark as read">
            <Check aria-hidden />
          </span>
          <span className="sr-only">Mark as read: {title}</span>
        </SubmitButton>
      ) : (
        <SubmitButton variant="secondary">Mark all as read</SubmitButton>
      )}
    </form>
  );
}
