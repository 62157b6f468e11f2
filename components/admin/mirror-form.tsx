import type { FormState } from "#lib/actions/form-action.ts";
import type { MirrorSourceView } from "#lib/mirror/mirror-view.ts";
import { ActionForm, FormCheckbox, FormText, FormTextarea } from "./action-form.tsx";

type Props = {
  /** Absent: a new one. */
  source?: MirrorSourceView;
  save: (previous: FormState, form: FormData) => Promise<FormState>;
};

const NEW = { name: "", url: "", approve: false, expose: false, allowedHosts: [] };

export function MirrorForm({ source, save }: Props) {
  const shown = source ?? NEW;
  return (
    <ActionForm
      action={save}
      submitLabel={source ? "Save mirror" : "Add mirror"}
      pendingLabel={source ? "Saving…" : "Adding…"}
      variant={source ? "secondary" : "primary"}
      resetOnSuccess={source === undefined}
    >
      {source && <input type="hidden" name="id" value={source.id} />}
      <FormText label="Name" name="name" required maxLength={80} defaultValue={shown.name} />
      <FormText
        label="Address of the registry"
        name="url"
        type="url"
        required
        maxLength={2048}
        defaultValue={shown.url}
        placeholder="https://registry.modelcontextprotocol.io"
        hint={source ? "Another address starts from the beginning." : "With or without /v0.1."}
      />
      <FormCheckbox
        label="Approve what arrives"
        name="approve"
        defaultChecked={shown.approve}
        hint="For registries that somebody reviews already. Otherwise versions arrive as candidates."
      />
      <FormCheckbox
        label="Expose what is approved in the anonymous feed"
        name="expose"
        defaultChecked={shown.expose}
      />
      <FormTextarea
        label="Internal hosts it may reach"
        name="allowedHosts"
        optional
        rows={2}
        spellCheck={false}
        defaultValue={shown.allowedHosts.join("\n")}
        className="font-mono text-sm"
        hint="For a registry inside the company: hosts or address ranges, one on each line. Other internal addresses are refused."
      />
    </ActionForm>
  );
}
