import { FormCheckbox, FormErrors, FormSelect, FormText } from "#components/admin/action-form.tsx";
import { ConfirmButton } from "#components/ui/confirm-button.tsx";
import { CLASSIFICATION_LABELS } from "#lib/catalog/core/words.ts";
import { CLASSIFICATIONS } from "#lib/catalog/server-schemas.ts";
import { EditMark } from "./edit-mark.tsx";
import { FormDialog } from "./form-dialog.tsx";
import type { OverviewProps as Props } from "./overview-props.ts";

/** The name of the server, and what this form shows of it: the server compares before it writes. */
function About({ name, seen }: { name: string; seen: string }) {
  return (
    <>
      <input type="hidden" name="name" value={name} />
      <input type="hidden" name="seen" value={seen} />
    </>
  );
}

export function DescribeForm({ server, actions }: Props) {
  if (!server.allowed.includes("describe")) return null;
  return (
    <FormDialog
      trigger={<EditMark />}
      triggerLabel="Edit support and tags"
      title="Support and tags"
      action={actions.describeAction}
      submitLabel="Save"
    >
      <About name={server.name} seen={server.stamps.describe} />
      <FormText
        label="Support contact"
        name="supportContact"
        optional
        maxLength={200}
        defaultValue={server.supportContact ?? ""}
        hint="A shared address rather than a person's, such as data-support@company.example."
      />
      <FormText
        label="Support channel"
        name="supportChannel"
        optional
        maxLength={200}
        defaultValue={server.supportChannel ?? ""}
        hint="Where people ask, such as #mcp-databases."
      />
      <FormText
        label="Documentation"
        name="documentation"
        type="url"
        optional
        maxLength={2_000}
        defaultValue={server.documentation ?? ""}
      />
      <FormText
        label="Categories"
        name="categories"
        optional
        defaultValue={server.categories.join(", ")}
        hint="At most 10, separated by commas."
      />
      <FormText
        label="Tags"
        name="tags"
        optional
        defaultValue={server.tags.join(", ")}
        hint="At most 30, separated by commas. Search finds them."
      />
    </FormDialog>
  );
}

export function ClassifyForm({ server, actions }: Props) {
  if (!server.allowed.includes("classify")) return null;
  return (
    <FormDialog
      trigger={<EditMark />}
      triggerLabel="Classify the data"
      title="Classify the data it touches"
      action={actions.classifyAction}
      submitLabel="Save classification"
    >
      <About name={server.name} seen={server.stamps.classify} />
      <FormSelect
        label="Most sensitive data it touches"
        name="classification"
        defaultValue={server.classification ?? ""}
        options={[
          ...(server.classification === null
            ? [{ value: "", label: "Choose…", disabled: true }]
            : []),
          ...CLASSIFICATIONS.map((value) => ({
            value,
            label: `${CLASSIFICATION_LABELS[value].label}: ${CLASSIFICATION_LABELS[value].explanation}`,
          })),
        ]}
        hint="Decides where the server may run. A deployment that the new classification does not admit must end first."
      />
    </FormDialog>
  );
}

export function OwnerForm({ server, teams, actions }: Props) {
  if (!server.allowed.includes("assign_owner")) return null;
  const people = new Map(
    teams.flatMap((team) =>
      team.members.map(({ email, name }) => [email, `${name}, ${team.name}`]),
    ),
  );
  return (
    <FormDialog
      trigger={<EditMark />}
      triggerLabel="Name the owner"
      title="Who answers for this server"
      action={actions.assignOwnerAction}
      submitLabel="Save owner"
    >
      <About name={server.name} seen={server.stamps.owner} />
      <FormSelect
        label="Owner team"
        name="team"
        defaultValue={server.owner?.slug ?? ""}
        options={[
          ...(server.owner === null ? [{ value: "", label: "Choose…", disabled: true }] : []),
          ...teams.map(({ slug, name }) => ({ value: slug, label: name })),
        ]}
        hint="Its members may describe and deploy the server from now on."
      />
      <FormText
        label="Deputy"
        name="deputy"
        type="email"
        optional
        list="deputies"
        defaultValue={server.deputy?.email ?? ""}
        hint="A member of that team, by e-mail address."
      />
      <datalist id="deputies">
        {[...people].map(([email, label]) => (
          <option key={email} value={email}>
            {label}
          </option>
        ))}
      </datalist>
    </FormDialog>
  );
}

export function VisibilityForm({ server, teams, actions }: Props) {
  if (!server.allowed.includes("set_visibility")) return null;
  return (
    <FormDialog
      trigger={<EditMark />}
      triggerLabel="Choose who sees it"
      title="Who sees this server"
      action={actions.setVisibilityAction}
      submitLabel="Save visibility"
    >
      <About name={server.name} seen={server.stamps.visibility} />
      <FormSelect
        label="Seen by"
        name="visibility"
        defaultValue={server.visibility}
        options={[
          { value: "everyone", label: "Everyone who is signed in" },
          { value: "teams", label: "Its owner team and the teams chosen below" },
        ]}
      />
      <fieldset className="flex max-h-64 flex-col gap-2 overflow-y-auto">
        <legend className="mb-1.5 font-medium">Teams</legend>
        {teams.map(({ slug, name }) => (
          <FormCheckbox
            key={slug}
            label={name}
            name="teams"
            value={slug}
            defaultChecked={server.visibleTeams.some((team) => team.slug === slug)}
          />
        ))}
      </fieldset>
      <FormErrors name="teams" />
    </FormDialog>
  );
}

export function FeedButton({ server, actions }: Props) {
  if (server.allowed.includes("conceal"))
    return (
      <ConfirmButton
        size="sm"
        title="Take it out of the anonymous feed"
        description="Clients that read the feed without an account no longer get this server."
        confirmLabel="Take out of the feed"
        action={actions.concealAction}
        fields={{ name: server.name }}
      >
        Conceal…
      </ConfirmButton>
    );
  if (!server.allowed.includes("expose") || server.visibility !== "everyone") return null;
  return (
    <ConfirmButton
      size="sm"
      danger={false}
      title="Put it into the anonymous feed"
      description="Anyone who reaches this registry reads its document without an account: name, description, packages and remotes, without internal addresses and owners. Versions appear once they are approved."
      confirmLabel="Put into the feed"
      action={actions.exposeAction}
      fields={{ name: server.name }}
    >
      Expose…
    </ConfirmButton>
  );
}
