"use client";

import { Square, SquareCheck } from "lucide-react";
import { startTransition, useActionState, useOptimistic, type FormEvent } from "react";
import type { FormAction } from "#components/server/form-dialog.tsx";
import { Button } from "#components/ui/button.tsx";

type Props = {
  requestId: string;
  revision: number;
  part: string;
  /** The name of the tool, for screen readers. */
  label: string;
  viewed: boolean;
  save: FormAction;
};

/** A reader's own tick. It shows at once, and goes back if it could not be saved. */
export function ViewedToggle({ requestId, revision, part, label, viewed, save }: Props) {
  const [shown, show] = useOptimistic(viewed);
  const [state, run] = useActionState(save, { status: "idle" });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    startTransition(() => {
      show(!viewed);
      run(form);
    });
  };
  const Icon = shown ? SquareCheck : Square;
  return (
    <form action={run} onSubmit={submit}>
      <input type="hidden" name="requestId" value={requestId} />
      <input type="hidden" name="revision" value={revision} />
      <input type="hidden" name="part" value={part} />
      <input type="hidden" name="viewed" value={String(!viewed)} />
      <Button type="submit" size="sm" variant={shown ? "secondary" : "ghost"} aria-pressed={shown}>
        <Icon aria-hidden /> Viewed<span className="sr-only"> {label}</span>
      </Button>
      {state.status === "error" && (
        <p role="alert" className="text-sm text-danger-text">
          {state.message}
        </p>
      )}
    </form>
  );
}
