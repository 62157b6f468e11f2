import type { FormState } from "#lib/actions/form-action.ts";
import { ROLES } from "#lib/kernel/actor.ts";
import type { PersonSummary } from "#lib/people/list-people.ts";
import { ActionForm, FormErrors } from "#components/admin/action-form.tsx";
import { CheckboxField } from "#components/ui/field.tsx";
import { ROLE_WORDS } from "./role-words.tsx";

type Props = {
  person: PersonSummary;
  save: (previous: FormState, form: FormData) => Promise<FormState>;
};

/** One checkbox for each role; the one everyone has cannot be taken away. */
export function RolesForm({ person, save }: Props) {
  return (
    <ActionForm action={save} submitLabel="Save roles" pendingLabel="Saving…">
      <input type="hidden" name="email" value={person.email} />
      <fieldset className="flex flex-col gap-2.5" key={person.roles.join()}>
        <legend className="sr-only">Roles of {person.name}</legend>
        {ROLES.map((role) => (
          <CheckboxField
            key={role}
            label={ROLE_WORDS[role].label}
            name="roles"
            value={role}
            defaultChecked={person.roles.includes(role)}
            disabled={role === "engineer"}
            hint={ROLE_WORDS[role].explanation}
          />
        ))}
      </fieldset>
      <FormErrors name="add" />
      <FormErrors name="remove" />
    </ActionForm>
  );
}
