"use client";

import { useActionState, useState, type ReactNode } from "react";
import type { FormState } from "#lib/actions/form-action.ts";
import { Button } from "./button.tsx";
import type { ButtonLook } from "./button-style.ts";
import { Dialog } from "./dialog.tsx";
import { FormStatus } from "./form-status.tsx";
import { SubmitButton } from "./submit-button.tsx";

type Props = ButtonLook & {
  /** The button that asks, such as "Remove source…". */
  children: ReactNode;
  title: string;
  /** What will happen, said before the click. */
  description: ReactNode;
  /** The button that does it: a plain verb. */
  confirmLabel: string;
  action: (previous: FormState, form: FormData) => Promise<FormState>;
  /** Sent along as hidden fields. */
  fields?: Readonly<Record<string, string>>;
  /** More fields, such as a reason. */
  form?: ReactNode;
  danger?: boolean;
};

/** Asks before something that cannot be undone, then runs the server action. */
export function ConfirmButton(props: Props) {
  const { children, title, description, confirmLabel, action, fields = {}, form } = props;
  const { danger = true, variant, size, className } = props;
  const [open, setOpen] = useState(false);
  const [state, run] = useActionState<FormState, FormData>(
    async (previous, data) => {
      const next = await action(previous, data);
      if (next.status === "ok") setOpen(false);
      return next;
    },
    { status: "idle" },
  );
  const look = {
    ...(variant && { variant }),
    ...(size && { size }),
    ...(className && { className }),
  };

  return (
    <>
      <Button {...look} aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {children}
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={title}>
        <form action={run} className="flex flex-col gap-4">
          <div className="text-muted">{description}</div>
          {Object.entries(fields).map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
          {form}
          <FormStatus state={state} />
          <div className="flex justify-end gap-2">
            <Button onClick={() => setOpen(false)}>Cancel</Button>
            <SubmitButton variant={danger ? "danger" : "primary"}>{confirmLabel}</SubmitButton>
          </div>
        </form>
      </Dialog>
    </>
  );
}
