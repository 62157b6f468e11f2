import type { FormState } from "#lib/actions/form-action.ts";
import { KIND_WORDS, REVOCATION_KINDS } from "#lib/revocations/core/words.ts";
import { ActionForm, FormSelect, FormText, FormTextarea } from "#components/admin/action-form.tsx";

type Props = {
  save: (previous: FormState, form: FormData) => Promise<FormState>;
  /** What the way here says already. */
  subject: string;
};

export function RevokeForm({ save, subject }: Props) {
  return (
    <ActionForm action={save} submitLabel="Revoke" pendingLabel="Revoking…" resetOnSuccess>
      <FormText
        label="What"
        name="subject"
        required
        maxLength={600}
        defaultValue={subject}
        autoCapitalize="none"
        spellCheck={false}
        className="font-mono text-sm"
        placeholder="npm:@acme/files@1.0.0"
        hint="A package (npm:@acme/files@1.0.0), a digest (sha256:… or sha512-…), or a server (com.acme/files). Without a version, all of them."
      />
      <FormSelect
        label="Kind"
        name="kind"
        required
        options={[
          { value: "", label: "Choose…" },
          ...REVOCATION_KINDS.map((kind) => ({
            value: kind,
            label: `${KIND_WORDS[kind].label}: ${KIND_WORDS[kind].means}`,
          })),
        ]}
      />
      <FormTextarea
        label="Reason"
        name="reason"
        required
        rows={3}
        maxLength={2000}
        hint="Everyone who uses it reads this."
      />
      <FormText
        label="Dangerous since"
        name="since"
        type="date"
        optional
        hint="Now, unless you know better."
      />
      <p className="text-sm text-subtle">
        Holds at once, for every client. Somebody other than you has to lift it.
      </p>
    </ActionForm>
  );
}
