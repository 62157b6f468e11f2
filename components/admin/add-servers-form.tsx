import type { FormState } from "#lib/actions/form-action.ts";
import { ActionForm, FormSelect, FormText, FormTextarea } from "./action-form.tsx";

type Props = {
  slug: string;
  teams: readonly { slug: string; name: string }[];
  add: (previous: FormState, form: FormData) => Promise<FormState>;
};

export function AddServersForm({ slug, teams, add }: Props) {
  return (
    <ActionForm
      action={add}
      submitLabel="Add servers"
      pendingLabel="Adding…"
      variant="secondary"
      resetOnSuccess
    >
      <input type="hidden" name="slug" value={slug} />
      <FormTextarea
        label="Names"
        name="names"
        optional
        rows={3}
        spellCheck={false}
        className="font-mono text-sm"
        hint="Official names, one on each line."
      />
      <FormText label="Tag" name="tag" optional maxLength={100} />
      <FormText label="Category" name="category" optional maxLength={100} />
      <FormSelect
        label="Owner team"
        name="team"
        optional
        options={[
          { value: "", label: "Any team" },
          ...teams.map((team) => ({ value: team.slug, label: team.name })),
        ]}
        hint="Several criteria must all hold."
      />
    </ActionForm>
  );
}
