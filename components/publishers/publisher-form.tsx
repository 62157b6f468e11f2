import type { FormState } from "#lib/actions/form-action.ts";
import { claimLines } from "#lib/publishing/core/claim-lines.ts";
import type { PublisherView } from "#lib/publishing/list-publishers.ts";
import { ActionForm, FormText } from "#components/admin/action-form.tsx";
import { IssuerFields, PublishingFields } from "./publisher-fields.tsx";

type Action = (previous: FormState, form: FormData) => Promise<FormState>;

/** The audience that official clients ask for is the registry's own address. */
export function NewPublisherForm({ save, audience }: { save: Action; audience: string }) {
  return (
    <ActionForm
      action={save}
      submitLabel="Trust publisher"
      pendingLabel="Adding…"
      resetOnSuccess
      className="group/preset flex flex-col gap-4"
    >
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-1 font-medium">Where it runs</legend>
        <Choice value="github" label="GitHub Actions" defaultChecked />
        <Choice value="custom" label="Another OpenID issuer, such as GitLab or Kubernetes" />
      </fieldset>
      <div className="flex flex-col gap-4 group-has-[input[value=custom]:checked]/preset:hidden">
        <FormText
          label="Repository"
          name="githubRepository"
          maxLength={200}
          autoCapitalize="none"
          spellCheck={false}
          placeholder="acme/files"
          hint="Any workflow there may publish, unless you say more below."
        />
        <FormText
          label="Branch or tag"
          name="githubRef"
          optional
          maxLength={300}
          autoCapitalize="none"
          spellCheck={false}
          placeholder="refs/tags/v*"
          hint="A star at the end stands for any rest. Without it, a pull request's branch may publish too."
        />
        <FormText
          label="Environment"
          name="githubEnvironment"
          optional
          maxLength={200}
          autoCapitalize="none"
          spellCheck={false}
          placeholder="production"
        />
      </div>
      <div className="hidden flex-col gap-4 group-has-[input[value=custom]:checked]/preset:flex">
        <IssuerFields issuer="" claims="" allowedHosts="" />
      </div>
      <PublishingFields name="" names="" person="" audience={audience} />
    </ActionForm>
  );
}

type ChoiceProps = { value: string; label: string; defaultChecked?: boolean };

function Choice({ value, label, defaultChecked = false }: ChoiceProps) {
  return (
    <label className="flex min-h-6 items-center gap-2">
      <input
        type="radio"
        name="preset"
        value={value}
        defaultChecked={defaultChecked}
        className="size-4 accent-accent"
      />
      {label}
    </label>
  );
}

export function ChangePublisherForm({
  publisher,
  save,
}: {
  publisher: PublisherView;
  save: Action;
}) {
  return (
    <ActionForm
      action={save}
      submitLabel="Save publisher"
      pendingLabel="Saving…"
      variant="secondary"
    >
      <input type="hidden" name="id" value={publisher.id} />
      <IssuerFields
        issuer={publisher.issuer}
        claims={claimLines(publisher.claims)}
        allowedHosts={publisher.allowedHosts.join("\n")}
      />
      <PublishingFields
        name={publisher.name}
        names={publisher.names.join("\n")}
        person={publisher.person.email}
        audience={publisher.audience}
      />
    </ActionForm>
  );
}
