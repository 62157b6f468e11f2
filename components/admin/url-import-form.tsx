import type { FormState } from "#lib/actions/form-action.ts";
import { ActionForm, FormText, FormTextarea } from "./action-form.tsx";
import { Disclosure } from "./disclosure.tsx";
import { ImportOptions } from "./import-options.tsx";

type Props = { start: (previous: FormState, form: FormData) => Promise<FormState> };

export function UrlImportForm({ start }: Props) {
  return (
    <ActionForm action={start} submitLabel="Import from address" pendingLabel="Starting…">
      <FormText
        label="Address"
        name="url"
        type="url"
        required
        maxLength={2048}
        placeholder="https://registry.example/v0.1/servers"
        hint="The worker fetches it; this page shows how far it is."
      />
      <ImportOptions />
      <Disclosure label="The address is inside the company">
        <FormTextarea
          label="Internal hosts it may reach"
          name="allowedHosts"
          optional
          rows={2}
          spellCheck={false}
          className="font-mono text-sm"
          hint="Hosts or address ranges, one on each line. Without them internal addresses are refused."
        />
      </Disclosure>
    </ActionForm>
  );
}
