import { FormSelect } from "#components/admin/action-form.tsx";
import { OneButtonForm } from "#components/admin/one-button-form.tsx";
import { DueDate } from "#components/desk/due-date.tsx";
import { FormDialog } from "#components/server/form-dialog.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { DefinitionList, type Definition } from "#components/ui/definition-list.tsx";
import { TextLink } from "#components/ui/link.tsx";
import { ExactDate } from "#components/ui/relative-time.tsx";
import { ownershipLink } from "#lib/ownership/core/request-links.ts";
import type { OwnershipView } from "#lib/ownership/get-ownership.ts";
import type { OperationActions } from "./operation-actions.ts";

type Props = { view: OwnershipView; now: Date; actions: OperationActions };

/** Who answers for the server, and the quarterly word of its team that somebody does. */
export function OwnershipCard({ view, now, actions }: Props) {
  const { may, team, onOffer } = view;
  return (
    <CardSection
      title="Ownership"
      actions={
        may.operate && team && <PeopleForm view={view} action={actions.setResponsibleAction} />
      }
    >
      <div className="flex flex-col gap-4">
        {view.unownedSince && <Unowned view={view} now={now} />}
        <DefinitionList items={itemsOf(view, now)} />
        {may.attest && onOffer && (
          <div className="flex flex-col gap-2 border-t border-line pt-3">
            <p className="text-sm text-subtle">
              Every quarter a member of the owner team confirms that the team still looks after the
              server. Two weeks after a missed date it counts as unowned.
            </p>
            <OneButtonForm action={actions.attestAction} fields={{ name: view.name }}>
              Confirm for another quarter
            </OneButtonForm>
          </div>
        )}
      </div>
    </CardSection>
  );
}

function Unowned({ view: { name, freezesAt }, now }: Pick<Props, "view" | "now">) {
  const frozen = freezesAt !== null && freezesAt <= now;
  return (
    <Callout tone="danger" title="Nobody answers for this server">
      {frozen ? (
        "It takes no new requests, except for its ownership, deprecation or retirement. "
      ) : (
        <>It takes no new requests from {freezesAt && <ExactDate at={freezesAt} />} on. </>
      )}
      <TextLink href={ownershipLink(name)}>Ask for its ownership</TextLink>
    </Callout>
  );
}

function itemsOf(view: OwnershipView, now: Date): Definition[] {
  const { team, responsible, deputy, attestedAt, attestationDueAt, exceptedUntil } = view;
  const items: (Definition | null)[] = [
    {
      term: "Team",
      value: team ? <TextLink href={`/teams/${team.slug}`}>{team.name}</TextLink> : "None",
    },
    { term: "Responsible", value: <PersonName person={responsible} /> },
    { term: "Deputy", value: <PersonName person={deputy} /> },
    { term: "Confirmed", value: attestedAt ? <ExactDate at={attestedAt} /> : "Not yet" },
    attestationDueAt && {
      term: "Due again",
      value: (
        <>
          <ExactDate at={attestationDueAt} />, <DueDate at={attestationDueAt} now={now} />
        </>
      ),
    },
    exceptedUntil && {
      term: "Exception",
      value: (
        <>
          The attestation is suspended until <ExactDate at={exceptedUntil} />
        </>
      ),
    },
  ];
  return items.filter((item) => item !== null);
}

function PersonName({ person }: { person: OwnershipView["deputy"] }) {
  if (person === null) return <span className="text-warning-text">Nobody named</span>;
  return (
    <>
      {person.name}
      {!person.active && <span className="text-danger-text"> (left)</span>}
    </>
  );
}

function PeopleForm({
  view,
  action,
}: {
  view: OwnershipView;
  action: Props["actions"]["attestAction"];
}) {
  const options = [
    { value: "", label: "Nobody" },
    ...view.members.map(({ name, email }) => ({ value: email, label: `${name}, ${email}` })),
  ];
  const chosen = (person: OwnershipView["deputy"]) => (person?.active ? person.email : "");
  return (
    <FormDialog
      trigger="Name people…"
      variant="secondary"
      title="Who answers for this server"
      action={action}
      submitLabel="Save"
    >
      <input type="hidden" name="name" value={view.name} />
      <FormSelect
        label="Responsible person"
        name="responsible"
        options={options}
        defaultValue={chosen(view.responsible)}
        hint="Is asked first, and gets the drafts of new versions."
      />
      <FormSelect
        label="Deputy"
        name="deputy"
        options={options}
        defaultValue={chosen(view.deputy)}
        hint="Takes over when the responsible person leaves."
      />
    </FormDialog>
  );
}
