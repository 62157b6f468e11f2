import { PUBLISHER_KINDS } from "#lib/publishers/core/namespaces.ts";
import { KIND_LABELS } from "#lib/publishers/core/words.ts";
import type { IdentityView } from "#lib/publishers/identity-view.ts";
import { ActionForm, FormSelect, FormText, FormTextarea } from "#components/admin/action-form.tsx";
import type { Action } from "./identity-actions.ts";

export type TeamOption = Readonly<{ slug: string; name: string }>;

const teamOptions = (teams: readonly TeamOption[]) =>
  teams.map(({ slug, name }) => ({ value: slug, label: name }));

const mono = { spellCheck: false, autoCapitalize: "none", className: "font-mono text-sm" } as const;

type NewProps = { save: Action; teams: readonly TeamOption[] };

export function NewIdentityForm({ save, teams }: NewProps) {
  return (
    <ActionForm action={save} submitLabel="Add publisher" pendingLabel="Adding…" resetOnSuccess>
      <FormText
        label="Name"
        name="name"
        required
        maxLength={80}
        hint="As people know it; it stands at the top of its servers."
      />
      <FormSelect
        label="Known by"
        name="kind"
        options={PUBLISHER_KINDS.map((kind) => ({ value: kind, label: KIND_LABELS[kind].label }))}
        hint="A domain can be proven. An organisation at GitHub or npm is asserted: nobody sees from outside who belongs to it."
      />
      <FormText
        label="Domain, organisation or team"
        name="identity"
        required
        maxLength={253}
        {...mono}
        placeholder="acme.com"
        hint="An organisation as in its address (acme), a team by its short name (data-platform)."
      />
      <NamespacesField value="" />
      <FormSelect
        label="Team that publishes in its name"
        name="team"
        optional
        options={[{ value: "", label: "Nobody in the company" }, ...teamOptions(teams)]}
      />
    </ActionForm>
  );
}

function NamespacesField({ value }: { value: string }) {
  return (
    <FormTextarea
      label="Namespaces"
      name="namespaces"
      optional
      rows={2}
      {...mono}
      defaultValue={value}
      placeholder="com.acme"
      hint="One a line, with everything below it. Only this publisher's team publishes there."
    />
  );
}

export function NamespacesForm({ publisher, save }: { publisher: IdentityView; save: Action }) {
  return (
    <ActionForm
      action={save}
      submitLabel="Save namespaces"
      pendingLabel="Saving…"
      variant="secondary"
    >
      <input type="hidden" name="id" value={publisher.id} />
      <NamespacesField value={publisher.namespaces.join("\n")} />
    </ActionForm>
  );
}

type HandOverProps = NewProps & { publisher: IdentityView };

export function HandOverForm({ publisher, save, teams }: HandOverProps) {
  const others = teams.filter(({ slug }) => slug !== publisher.team?.slug);
  return (
    <ActionForm action={save} submitLabel="Hand over" pendingLabel="Starting…" variant="secondary">
      <input type="hidden" name="id" value={publisher.id} />
      <FormSelect
        label="To team"
        name="team"
        required
        options={[{ value: "", label: "Choose a team" }, ...teamOptions(others)]}
        hint="Takes effect in seven days. Until then you, or the team that gives it away, can stop it."
      />
    </ActionForm>
  );
}

export function ReserveForm({ save }: { save: Action }) {
  return (
    <ActionForm
      action={save}
      submitLabel="Reserve namespace"
      pendingLabel="Reserving…"
      variant="secondary"
      resetOnSuccess
    >
      <FormText label="Namespace" name="namespace" required maxLength={200} {...mono} />
      <FormText label="Why" name="reason" required maxLength={500} />
    </ActionForm>
  );
}
