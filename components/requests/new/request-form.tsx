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
  type RefObject,
} from "react";
import { Button } from "#components/ui/button.tsx";
import { CheckboxField, SelectField, TextareaField, TextField } from "#components/ui/field.tsx";
import { FormStatus } from "#components/ui/form-status.tsx";
import type { FormValues } from "#lib/intake/core/request-form.ts";
import type { RequestFormAction, RequestFormState } from "./form-state.ts";

type FormContext = { values: FormValues; errors: (name: string) => readonly string[] };
const Context = createContext<FormContext>({ values: {}, errors: () => [] });

type Props = {
  action: RequestFormAction;
  values: FormValues;
  submitLabel: string;
  /** Absent where the request is no draft any more. */
  draftLabel?: string;
  /** Said before the click: what happens then. */
  afterwards: string;
  children: ReactNode;
};

/**
 * The form of a request. It posts without scripts too; refused input stays in the fields either
 * way, each refusal stands next to its field, and the first of them gets the focus.
 */
export function RequestForm(props: Props) {
  const { action, values, submitLabel, draftLabel, afterwards, children } = props;
  const [state, run, pending] = useActionState<RequestFormState, FormData>(action, {
    status: "idle",
  });
  const ref = useRef<HTMLFormElement>(null);
  useUnsavedGuard(ref);

  useEffect(() => {
    if (state.status !== "error") return;
    ref.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [state]);

  // React empties a form after its action; submitting by hand keeps what was written.
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const { submitter } = event.nativeEvent as SubmitEvent;
    const form = new FormData(event.currentTarget, submitter);
    startTransition(() => run(form));
  };
  const context: FormContext = {
    values: state.values ?? values,
    errors: (name) => (state.status === "error" ? errorsOf(state.fields, name) : []),
  };
  return (
    <form ref={ref} action={run} onSubmit={submit} className="flex flex-col gap-6">
      <Context value={context}>{children}</Context>
      <div className="flex flex-col gap-3 border-t border-line pt-4">
        <p className="max-w-prose text-sm text-subtle">{afterwards}</p>
        <div className="flex flex-wrap items-center gap-3">
          <Button type="submit" name="submit" value="true" variant="primary" disabled={pending}>
            {pending ? "Sending…" : submitLabel}
          </Button>
          {draftLabel && (
            <Button type="submit" name="submit" value="false" formNoValidate disabled={pending}>
              {draftLabel}
            </Button>
          )}
        </div>
        <FormStatus state={state} />
      </div>
    </form>
  );
}

/** Refusals of a field, and of the parts of its value: `tools.0.name` belongs to `tools`. */
function errorsOf(fields: Record<string, string[]>, name: string): readonly string[] {
  const own = fields[name];
  if (own) return own;
  const parts = Object.entries(fields).filter(([field]) => field.startsWith(`${name}.`));
  return parts
    .flatMap(([field, errors]) => errors.map((error) => `${field}: ${error}`))
    .slice(0, 5);
}

/** The browser asks before it leaves a form that has been written in. Sending it leaves no page. */
function useUnsavedGuard(form: RefObject<HTMLFormElement | null>): void {
  useEffect(() => {
    const element = form.current;
    // Perhaps before the page was ready.
    const areas = [...(element?.querySelectorAll("textarea") ?? [])];
    let written = areas.some(({ value, defaultValue }) => value !== defaultValue);
    const note = () => {
      written = true;
    };
    const ask = (event: BeforeUnloadEvent) => {
      if (written) event.preventDefault();
    };
    element?.addEventListener("input", note);
    window.addEventListener("beforeunload", ask);
    return () => {
      element?.removeEventListener("input", note);
      window.removeEventListener("beforeunload", ask);
    };
  }, [form]);
}

function useField(name: string) {
  const { values, errors } = use(Context);
  return { value: values[name] ?? "", errors: errors(name) };
}

export function AskText(props: ComponentProps<typeof TextField>) {
  const { value, errors } = useField(props.name);
  return <TextField {...props} defaultValue={value} errors={errors} />;
}
export function AskTextarea(props: ComponentProps<typeof TextareaField>) {
  const { value, errors } = useField(props.name);
  return <TextareaField {...props} defaultValue={value} errors={errors} />;
}
export function AskSelect(props: ComponentProps<typeof SelectField>) {
  const { value, errors } = useField(props.name);
  return <SelectField {...props} defaultValue={value} errors={errors} />;
}
export function AskCheckbox(props: ComponentProps<typeof CheckboxField>) {
  const { value, errors } = useField(props.name);
  return <CheckboxField {...props} defaultChecked={value === "true"} errors={errors} />;
}

/** A value that the form carries along unseen. */
export function Carried({ name }: { name: string }) {
  const { value } = useField(name);
  return <input type="hidden" name={name} value={value} />;
}

/** What was refused about a value that has no field to write in. */
export function CarriedErrors({ name }: { name: string }) {
  const { errors } = useField(name);
  if (errors.length === 0) return null;
  return (
    <p role="alert" className="text-sm text-danger-text">
      {errors.join(" ")}
    </p>
  );
}

/** The current value of a field, for hints that depend on it; before scripts run, the first one. */
export function useFirstValue(name: string): string {
  return useField(name).value;
}

export const useAnyFilled = (names: readonly string[]): boolean => {
  const { values } = use(Context);
  return names.some((name) => (values[name] ?? "") !== "");
};
export const useAnyRefused = (names: readonly string[]): boolean => {
  const { errors } = use(Context);
  return names.some((name) => errors(name).length > 0);
};
