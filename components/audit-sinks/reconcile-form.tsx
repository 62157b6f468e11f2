"use client";

import { startTransition, useActionState, type FormEvent } from "react";
import { Button } from "#components/ui/button.tsx";
import { FormStatus } from "#components/ui/form-status.tsx";
import { DayFields, type ProposedDays } from "./day-fields.tsx";
import { Found } from "./found.tsx";
import type { ReconcileState, SinkActions } from "./sink-actions.ts";

type Props = { sinkId: string; days: ProposedDays; action: SinkActions["reconcileAction"] };

/** For stores that can be read back: some days, compared at once. */
export function ReconcileForm({ sinkId, days, action }: Props) {
  const [state, run, pending] = useActionState<ReconcileState, FormData>(action, {
    form: { status: "idle" },
    found: null,
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    startTransition(() => run(form));
  };
  const { form, found } = state;
  return (
    <>
      <form action={run} onSubmit={submit} className="flex flex-col gap-4">
        <input type="hidden" name="id" value={sinkId} />
        <DayFields days={days} errors={form.status === "error" ? form.fields : {}} />
        <div className="flex flex-wrap items-center gap-3">
          <Button type="submit" disabled={pending}>
            {pending ? "Comparing…" : "Compare now"}
          </Button>
          {form.status === "error" && <FormStatus state={form} />}
        </div>
      </form>
      {found && <Found found={found} />}
    </>
  );
}
