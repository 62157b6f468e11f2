"use client";

import { useActionState, type ReactNode } from "react";
import type { FormState } from "#lib/actions/form-action.ts";
import { FormStatus } from "#components/ui/form-status.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";

type Props = {
  action: (previous: FormState, form: FormData) => Promise<FormState>;
  fields: Readonly<Record<string, string>>;
  children: ReactNode;
};

/** One button that does something that can be taken back, and says what came of it. */
export function OneButtonForm({ action, fields, children }: Props) {
  const [state, run] = useActionState<FormState, FormData>(action, { status: "idle" });
  return (
    <form action={run} className="flex flex-wrap items-center gap-2">
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <SubmitButton variant="secondary" size="sm">
        {children}
      </SubmitButton>
      <FormStatus state={state} />
    </form>
  );
}
