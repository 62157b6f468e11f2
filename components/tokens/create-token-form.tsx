"use client";

import { startTransition, useActionState, useRef, type FormEvent } from "react";
import type { FormState } from "#lib/actions/form-action.ts";
import { TOKEN_SCOPES, type Role } from "#lib/kernel/actor.ts";
import { SCOPE_WORDS } from "#lib/tokens/core/scope-words.ts";
import { Button } from "#components/ui/button.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { CheckboxField, SelectField, TextField } from "#components/ui/field.tsx";
import { FormStatus } from "#components/ui/form-status.tsx";
import { NewToken } from "./new-token.tsx";

type State = { form: FormState; created: { token: string; expiresAt: Date } | null };
type Props = {
  roles: readonly Role[];
  /** The public address of this product. */
  base: string;
  create: (previous: State, form: FormData) => Promise<State>;
};

const LIFETIMES = [7, 30, 90, 180, 366].map((days) => ({
  value: String(days),
  label: days === 366 ? "One year (the longest)" : `${days} days`,
}));

export function CreateTokenForm({ roles, base, create }: Props) {
  const [state, run, pending] = useActionState<State, FormData>(create, {
    form: { status: "idle" },
    created: null,
  });
  const ref = useRef<HTMLFormElement>(null);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    startTransition(() => run(form));
  };
  const errors = (name: string) =>
    state.form.status === "error" ? state.form.fields[name] : undefined;
  const offered = TOKEN_SCOPES.filter((scope) => scope !== "admin" || roles.includes("admin"));
  return (
    <CardSection title="New token" description="Its text is shown once, here, and never again.">
      {state.created && <NewToken {...state.created} base={base} />}
      <form
        ref={ref}
        key={state.created?.token ?? "new"}
        action={run}
        onSubmit={submit}
        className="flex flex-col gap-4"
      >
        <TextField
          label="Name"
          name="name"
          required
          maxLength={80}
          hint="Where it will be used, such as “VS Code on my laptop”."
          errors={errors("name")}
        />
        <fieldset className="flex flex-col gap-2.5">
          <legend className="mb-1.5 font-medium">What it may do</legend>
          {offered.map((scope) => (
            <CheckboxField
              key={scope}
              label={SCOPE_WORDS[scope].label}
              name="scopes"
              value={scope}
              defaultChecked={scope === "registry:read"}
              hint={SCOPE_WORDS[scope].explanation}
            />
          ))}
          {errors("scopes") && (
            <p role="alert" className="text-sm text-danger-text">
              {errors("scopes")?.join(" ")}
            </p>
          )}
        </fieldset>
        <SelectField
          label="Expires after"
          name="expiresInDays"
          options={LIFETIMES}
          defaultValue="90"
          errors={errors("expiresInDays")}
        />
        <div className="flex flex-wrap items-center gap-3">
          <Button type="submit" variant="primary" disabled={pending}>
            {pending ? "Creating…" : "Create token"}
          </Button>
          {state.form.status === "error" && <FormStatus state={state.form} />}
        </div>
      </form>
    </CardSection>
  );
}
