import { PUBLISHER_KINDS } from "#lib/publishers/core/namespaces.ts";
import { KIND_LABELS } from "#lib/publishers/core/words.ts";
import type { IdentityView } from "#lib/publishers/identity-view.ts";
import { ActionForm, FormSelect, FormText, FormTextarea } from "#components/admin/action-form.tsx";
import type { Action } from "./identity-actions.ts";

const mono = { spellCheck: false, autoCapitalize: "none", className: "font-mono text-sm" } as const;

export function NewIdentityForm({ save }: { save: Action }) {
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
      />
      <NamespacesField value="" />
      <FormText
        label="Team that publishes in its name"
        name="team"
        optional
        maxLength={60}
        {...mono}
        placeholder="data-platform"
        hint="Its short name. Empty for somebody outside the company."
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

export function HandOverForm({ publisher, save }: { publisher: IdentityView; save: Action }) {
  return (
    <ActionForm action={save} submitLabel="Hand over" pendingLabel="Starting…" variant="secondary">
      <input type="hidden" name="id" value={publisher.id} />
      <FormText
        label="To team"
        name="team"
        required
        maxLength={60}
        {...mono}
        placeholder="data-platform"
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
