import type { FormState } from "#lib/actions/form-action.ts";
import { ActionForm, FormText, FormTextarea } from "#components/admin/action-form.tsx";

type Team = { slug: string; name: string; description: string; channel: string | null };
type Props = {
  /** Absent: a new team. */
  team?: Team;
  save: (previous: FormState, form: FormData) => Promise<FormState>;
};

export function TeamForm({ team, save }: Props) {
  return (
    <ActionForm
      action={save}
      submitLabel={team ? "Save team" : "Create team"}
      pendingLabel={team ? "Saving…" : "Creating…"}
      resetOnSuccess={team === undefined}
      variant={team ? "secondary" : "primary"}
    >
      <FormText label="Name" name="name" required maxLength={80} defaultValue={team?.name} />
      {team ? (
        <input type="hidden" name="slug" value={team.slug} />
      ) : (
        <FormText
          label="Short name"
          name="slug"
          required
          maxLength={60}
          autoCapitalize="none"
          spellCheck={false}
          hint="Stands in addresses and stays for good, such as data-platform."
        />
      )}
      <FormTextarea
        label="What it looks after"
        name="description"
        optional
        rows={2}
        maxLength={500}
        defaultValue={team?.description}
      />
      <FormText
        label="Channel"
        name="channel"
        optional
        maxLength={120}
        defaultValue={team?.channel ?? ""}
        hint="Where people reach it, such as #team-data."
      />
    </ActionForm>
  );
}
