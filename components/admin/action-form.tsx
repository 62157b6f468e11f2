"use client";

import {
  createContext,
  startTransition,
  use,
  useActionState,
  useEffect,
  useRef,
  type ComponentProps,
  type FormEvent,
  type ReactNode,
} from "react";
import type { FormState } from "#lib/actions/form-action.ts";
import { Button } from "#components/ui/button.tsx";
import { CheckboxField, SelectField, TextareaField, TextField } from "#components/ui/field.tsx";
import { FormStatus } from "#components/ui/form-status.tsx";

type FormContext = { errors: (name: string) => readonly string[]; pending: boolean };
const Context = createContext<FormContext>({ errors: () => [], pending: false });

type Props = {
  action: (previous: FormState, form: FormData) => Promise<FormState>;
  children: ReactNode;
  submitLabel: string;
  pendingLabel: string;
  /** Empties the form once it has been accepted; refused input always stays. */
  resetOnSuccess?: boolean;
  variant?: "primary" | "secondary";
  className?: string;
};

/**
 * A form over a server action. It posts without JavaScript too; with it, refused input stays in
 * the fields, each refusal stands next to its field, and the first of them gets the focus.
 */
export function ActionForm(props: Props) {
  const { action, children, submitLabel, pendingLabel, resetOnSuccess = false } = props;
  const [state, run, pending] = useActionState<FormState, FormData>(action, { status: "idle" });
  const ref = useRef<HTMLFormElement>(null);

  useEffect(() => {
    if (state.status === "ok" && resetOnSuccess) ref.current?.reset();
    if (state.status !== "idle") keepFocus(ref.current, state.status === "error");
  }, [state, resetOnSuccess]);

  // React empties a form after its action; submitting by hand keeps what was written.
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    startTransition(() => run(form));
  };
  const errors = (name: string) => (state.status === "error" ? (state.fields[name] ?? []) : []);
  return (
    <form
      ref={ref}
      action={run}
      onSubmit={submit}
      className={props.className ?? "flex flex-col gap-4"}
    >
      <Context value={{ errors, pending }}>{children}</Context>
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" variant={props.variant ?? "primary"} disabled={pending}>
          {pending ? pendingLabel : submitLabel}
        </Button>
        <FormStatus state={state} />
      </div>
    </form>
  );
}

/** To the first field that was refused, else back to the button, which lost it while it was out of use. */
function keepFocus(form: HTMLFormElement | null, isRefused: boolean): void {
  if (isRefused) form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  if (document.activeElement === document.body)
    form?.querySelector<HTMLElement>('button[type="submit"]')?.focus({ preventScroll: true });
}

/** What the server refused of one field of the form around. */
const useFieldErrors = (name: string) => use(Context).errors(name);

export function FormText(props: ComponentProps<typeof TextField>) {
  return <TextField {...props} errors={useFieldErrors(props.name)} />;
}
export function FormTextarea(props: ComponentProps<typeof TextareaField>) {
  return <TextareaField {...props} errors={useFieldErrors(props.name)} />;
}
export function FormSelect(props: ComponentProps<typeof SelectField>) {
  return <SelectField {...props} errors={useFieldErrors(props.name)} />;
}
export function FormCheckbox(props: ComponentProps<typeof CheckboxField>) {
  return <CheckboxField {...props} errors={useFieldErrors(props.name)} />;
}

/** The refusal of a group of fields, such as checkboxes of one name. */
export function FormErrors({ name }: { name: string }) {
  const errors = useFieldErrors(name);
  if (errors.length === 0) return null;
  return (
    <p role="alert" className="text-sm text-danger-text">
      {errors.join(" ")}
    </p>
  );
}
