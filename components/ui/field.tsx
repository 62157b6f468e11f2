"use client";

import { CircleAlert } from "lucide-react";
import { useId, type ComponentProps, type ReactNode } from "react";
import { Input } from "./input.tsx";
import { Select, type Option } from "./select.tsx";
import { Textarea } from "./textarea.tsx";

/** What a control takes so that its label, hint and error belong to it. */
type ControlProps = {
  id: string;
  name: string;
  "aria-describedby"?: string;
  "aria-invalid"?: true;
};

type FieldProps = {
  label: string;
  name: string;
  hint?: ReactNode;
  /** What the server refused, from FormState.fields[name]. */
  errors?: readonly string[] | undefined;
  optional?: boolean;
};

/**
 * Label, control, hint and error of one field; `children` renders the control. Client components,
 * because ids made on the server repeat after a navigation.
 */
function Field(props: FieldProps & { children: (control: ControlProps) => ReactNode }) {
  const { label, name, hint, errors = [], optional = false, children } = props;
  const id = useId();
  const failed = errors.length > 0;
  const describedBy = [hint ? `${id}-hint` : "", failed ? `${id}-error` : ""].filter(Boolean);
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="font-medium">
        {label}
        {optional && <span className="font-normal text-subtle"> (optional)</span>}
      </label>
      {children({
        id,
        name,
        ...(describedBy.length > 0 && { "aria-describedby": describedBy.join(" ") }),
        ...(failed && { "aria-invalid": true as const }),
      })}
      {hint && (
        <p id={`${id}-hint`} className="max-w-prose text-sm text-subtle">
          {hint}
        </p>
      )}
      {failed && <FieldErrors id={`${id}-error`} errors={errors} />}
    </div>
  );
}

function FieldErrors({ id, errors }: { id: string; errors: readonly string[] }) {
  return (
    <p id={id} className="flex items-start gap-1.5 text-sm text-danger-text">
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
      <span>{errors.join(" ")}</span>
    </p>
  );
}

export function TextField(props: FieldProps & Omit<ComponentProps<"input">, "name">) {
  const { label, name, hint, errors, optional, ...rest } = props;
  return (
    <Field {...fieldProps({ label, name, hint, errors, optional })}>
      {(control) => <Input {...rest} {...control} />}
    </Field>
  );
}

export function TextareaField(props: FieldProps & Omit<ComponentProps<"textarea">, "name">) {
  const { label, name, hint, errors, optional, ...rest } = props;
  return (
    <Field {...fieldProps({ label, name, hint, errors, optional })}>
      {(control) => <Textarea {...rest} {...control} />}
    </Field>
  );
}

type SelectFieldProps = FieldProps &
  Omit<ComponentProps<"select">, "name"> & { options: readonly Option[] };

export function SelectField(props: SelectFieldProps) {
  const { label, name, hint, errors, optional, ...rest } = props;
  return (
    <Field {...fieldProps({ label, name, hint, errors, optional })}>
      {(control) => <Select {...rest} {...control} />}
    </Field>
  );
}

type CheckboxFieldProps = Omit<FieldProps, "optional"> &
  Omit<ComponentProps<"input">, "name" | "type">;

/** A checkbox with its label beside it; `value` is "true" unless given. */
export function CheckboxField(props: CheckboxFieldProps) {
  const { label, name, hint, errors = [], value = "true", ...rest } = props;
  const id = useId();
  const describedBy = [hint ? `${id}-hint` : "", errors.length > 0 ? `${id}-error` : ""];
  return (
    <div className="flex flex-col gap-1">
      <label className="flex items-start gap-2">
        <input
          {...rest}
          type="checkbox"
          name={name}
          value={value}
          aria-describedby={describedBy.join(" ").trim() || undefined}
          aria-invalid={errors.length > 0 || undefined}
          className="mt-0.5 size-4.5 shrink-0 accent-accent"
        />
        <span className="min-w-0 font-medium [overflow-wrap:anywhere]">{label}</span>
      </label>
      {hint && (
        <p id={`${id}-hint`} className="max-w-prose pl-6.5 text-sm text-subtle">
          {hint}
        </p>
      )}
      {errors.length > 0 && <FieldErrors id={`${id}-error`} errors={errors} />}
    </div>
  );
}

type LooseFieldProps = {
  [Key in keyof FieldProps]: FieldProps[Key] | undefined;
} & { label: string; name: string };

function fieldProps({ label, name, hint, errors, optional }: LooseFieldProps): FieldProps {
  return { label, name, hint, errors, ...(optional !== undefined && { optional }) };
}
