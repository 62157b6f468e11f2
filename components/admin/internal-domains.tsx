import type { FormState } from "#lib/actions/form-action.ts";
import { CardSection } from "#components/ui/card.tsx";
import { ActionForm, FormTextarea } from "./action-form.tsx";

type Props = {
  domains: readonly string[];
  save: (previous: FormState, form: FormData) => Promise<FormState>;
};

export function InternalDomains({ domains, save }: Props) {
  return (
    <div className="mt-6">
      <CardSection
        id="internal-domains"
        title="Internal domains"
        description="Remotes below these domains are taken out of what anonymous readers get. Private and loopback addresses always are."
      >
        <ActionForm
          action={save}
          submitLabel="Save domains"
          pendingLabel="Saving…"
          variant="secondary"
        >
          <FormTextarea
            key={domains.join()}
            label="Domains"
            name="domains"
            optional
            rows={4}
            spellCheck={false}
            defaultValue={domains.join("\n")}
            className="max-w-lg font-mono text-sm"
            hint="One on each line, such as corp.example: it covers everything below it."
          />
        </ActionForm>
      </CardSection>
    </div>
  );
}
