import type { PersonSummary } from "#lib/people/list-people.ts";
import { ConfirmButton } from "#components/ui/confirm-button.tsx";
import { TextareaField } from "#components/ui/field.tsx";
import type { PersonActions } from "./person-actions.ts";

export function AccountActions({
  person,
  actions,
}: {
  person: PersonSummary;
  actions: PersonActions;
}) {
  const fields = { email: person.email };
  if (person.disabledAt)
    return (
      <ConfirmButton
        title={`Enable ${person.name} again?`}
        description="They can sign in again, with the roles they had. Their old tokens stay revoked."
        confirmLabel="Enable account"
        danger={false}
        action={actions.enablePersonAction}
        fields={fields}
      >
        Enable account…
      </ConfirmButton>
    );
  return (
    <ConfirmButton
      variant="secondary"
      title={`Disable ${person.name}?`}
      description={`Their ${person.liveSessions} sessions end and their ${person.liveTokens} tokens stop working at once. They cannot sign in until somebody enables the account again.`}
      confirmLabel="Disable account"
      action={actions.disablePersonAction}
      fields={fields}
      form={
        <TextareaField
          label="Reason"
          name="reason"
          required
          minLength={3}
          maxLength={500}
          rows={2}
          hint="Stands in the log and on this page."
        />
      }
    >
      Disable account…
    </ConfirmButton>
  );
}
