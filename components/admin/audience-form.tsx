import type { FormState } from "#lib/actions/form-action.ts";
import type { AudienceSummary } from "#lib/audiences/list-audiences.ts";
import {
  ActionForm,
  FormCheckbox,
  FormErrors,
  FormText,
  FormTextarea,
} from "#components/admin/action-form.tsx";
import { CheckboxField } from "#components/ui/field.tsx";

type Team = { slug: string; name: string };
type Props = {
  /** Absent: a new audience. */
  audience?: AudienceSummary;
  teams: readonly Team[];
  save: (previous: FormState, form: FormData) => Promise<FormState>;
};

const NEW = { name: "", description: "", anonymous: false, teams: [] };

export function AudienceForm({ audience, teams, save }: Props) {
  const shown = audience ?? NEW;
  const chosen = new Set(shown.teams.map((team: Team) => team.slug));
  return (
    <ActionForm
      action={save}
      submitLabel={audience ? "Save audience" : "Create audience"}
      pendingLabel={audience ? "Saving…" : "Creating…"}
      variant={audience ? "secondary" : "primary"}
      resetOnSuccess={audience === undefined}
    >
      <FormText label="Name" name="name" required maxLength={80} defaultValue={shown.name} />
      {audience ? (
        <input type="hidden" name="slug" value={audience.slug} />
      ) : (
        <FormText
          label="Address"
          name="slug"
          required
          maxLength={60}
          autoCapitalize="none"
          spellCheck={false}
          hint="The last part of /r/…, such as data-team. Clients point at it, so it stays for good."
        />
      )}
      <FormTextarea
        label="Who it is for"
        name="description"
        optional
        rows={2}
        maxLength={500}
        defaultValue={shown.description}
      />
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-1 font-medium">Teams that may read it with a token</legend>
        {teams.length === 0 && <p className="text-sm text-subtle">There is no team yet.</p>}
        {teams.map((team) => (
          <CheckboxField
            key={team.slug}
            label={team.name}
            name="teams"
            value={team.slug}
            defaultChecked={chosen.has(team.slug)}
          />
        ))}
        <FormErrors name="teams" />
      </fieldset>
      <FormCheckbox
        label="Anybody may read it, without a token"
        name="anonymous"
        defaultChecked={shown.anonymous}
        hint="Such readers still get only what the anonymous feed exposes."
      />
    </ActionForm>
  );
}
