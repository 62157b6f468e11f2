import type { FormAction } from "#components/server/form-dialog.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { ConfirmButton } from "#components/ui/confirm-button.tsx";
import { TextareaField } from "#components/ui/field.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { ExactDate } from "#components/ui/relative-time.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import { liftLink } from "#lib/ownership/core/request-links.ts";
import type { OwnershipView } from "#lib/ownership/get-ownership.ts";

type Props = { view: OwnershipView; action: FormAction };

/** The emergency brake: one person pulls it, two let it go. */
export function QuarantineCard({ view, action }: Props) {
  const { name, quarantine } = view;
  if (quarantine !== null)
    return (
      <CardSection title="Quarantine">
        <div className="flex flex-col items-start gap-3">
          <p className="[overflow-wrap:anywhere]">
            In quarantine since <ExactDate at={quarantine.at} />: {showHidden(quarantine.note)}
          </p>
          <p className="text-sm text-subtle">
            Lifting it takes a request that two people decide on, neither of whom owns the server.
          </p>
          <LinkButton href={liftLink(name)}>Ask to lift it</LinkButton>
        </div>
      </CardSection>
    );
  return (
    <CardSection title="Quarantine">
      <div className="flex flex-col items-start gap-3">
        <p className="text-muted">
          Takes the server out of use at once: nobody can connect it from here, and clients no
          longer get it.
        </p>
        <ConfirmButton
          size="sm"
          variant="danger"
          title={`Quarantine ${view.title ?? name}`}
          description="It leaves every list that clients read, and everyone who uses it is told, with your reason. You cannot undo this alone: lifting it takes a request and two other people."
          confirmLabel="Quarantine"
          action={action}
          fields={{ name }}
          form={
            <TextareaField
              label="Reason"
              name="reason"
              required
              minLength={3}
              maxLength={2_000}
              hint="People who use it read this."
            />
          }
        >
          Quarantine…
        </ConfirmButton>
      </div>
    </CardSection>
  );
}
