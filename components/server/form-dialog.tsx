"use client";

import { useState, type ReactNode } from "react";
import { ActionForm } from "#components/admin/action-form.tsx";
import { Button } from "#components/ui/button.tsx";
import type { ButtonLook } from "#components/ui/button-style.ts";
import { Dialog } from "#components/ui/dialog.tsx";
import { showToast } from "#components/ui/toasts.tsx";
import type { FormState } from "#lib/actions/form-action.ts";

export type FormAction = (previous: FormState, form: FormData) => Promise<FormState>;

type Props = ButtonLook & {
  /** What stands on the button that opens it. */
  trigger: ReactNode;
  /** Accessible name of that button, where several of the same word stand on a page. */
  triggerLabel?: string;
  title: string;
  action: FormAction;
  submitLabel: string;
  children: ReactNode;
};

/** A form in a dialog. It closes once the server has accepted; refused input stays as it is. */
export function FormDialog(props: Props) {
  const { trigger, triggerLabel, title, action, submitLabel, children } = props;
  const { variant = "ghost", size = "sm", className } = props;
  const [open, setOpen] = useState(false);

  const closeWhenAccepted: FormAction = async (previous, form) => {
    const next = await action(previous, form);
    if (next.status === "ok") {
      setOpen(false);
      showToast(next.message);
    }
    return next;
  };
  return (
    <>
      <Button
        variant={variant}
        size={size}
        {...(className && { className })}
        aria-haspopup="dialog"
        aria-label={triggerLabel}
        onClick={() => setOpen(true)}
      >
        {trigger}
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={title}>
        <ActionForm action={closeWhenAccepted} submitLabel={submitLabel} pendingLabel="Saving…">
          {children}
        </ActionForm>
      </Dialog>
    </>
  );
}
