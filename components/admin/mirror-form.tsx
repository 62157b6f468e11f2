import type { FormState } from "#lib/actions/form-action.ts";
import type { MirrorSourceView } from "#lib/mirror/mirror-view.ts";
import { ActionForm, FormCheckbox, FormText, FormTextarea } from "./action-form.tsx";

type Props = {
  /** Absent: a new one. */
  source?: MirrorSourceView;
  save: (previous: FormState, form: FormData) => Promise<FormState>;
};

export function MirrorForm({ source, save }: Props) {
  return (
    <ActionForm
      action={save}
      submitLabel={source ? "Save mirror" : "Add mirror"}
      pendingLabel={source ? "Saving…" : "Adding…"}
      variant={source ? "secondary" : "primary"}
      resetOnSuccess={source === undefined}
    >
      {source && <input type="hidden" name="id" value={source.id} />}
      <FormText label="Name" name="name" required maxLength={80} defaultValue={source?.name} />
      <FormText
        label="Address of the registry"
        name="url"
        type="url"
        required
        maxLength={2048}
        defaultValue={source?.url}
        placeholder="https://registry.modelcontextprotocol.io"
        hint={source ? "Another address starts from the beginning." : "With or without /v0.1."}
      />
      <FormCheckbox
        label="Approve what arrives"
        name="approve"
        defaultChecked={source?.approve ?? false}
        hint="For registries that somebody reviews already. Otherwise versions arrive as candidates."
      />
      <FormCheckbox
        label="Expose what is approved in the anonymous feed"
        name="expose"
        defaultChecked={source?.expose ?? false}
      />
      <FormTextarea
        label="Internal hosts it may reach"
        name="allowedHosts"
        optional
        rows={2}
        spellCheck={false}
        defaultValue={source?.allowedHosts.join("\n")}
        className="font-mono text-sm"
        hint="For a registry inside the company: hosts or address ranges, one on each line. Other internal addresses are refused."
      />
    </ActionForm>
  );
}
