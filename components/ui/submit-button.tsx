"use client";

import { useFormStatus } from "react-dom";
import { Button } from "./button.tsx";
import type { ButtonLook } from "./button-style.ts";

type Props = ButtonLook & {
  children: React.ReactNode;
  /** Said while the form is on its way, such as "Saving…". */
  pendingLabel?: string;
  name?: string;
  value?: string;
  disabled?: boolean;
};

/** The submit button of the form around it; it waits while the form is on its way. */
export function SubmitButton({ children, pendingLabel, disabled, ...rest }: Props) {
  const { pending } = useFormStatus();
  return (
    <Button type="submit" variant="primary" disabled={pending || disabled === true} {...rest}>
      {pending && pendingLabel ? pendingLabel : children}
    </Button>
  );
}
