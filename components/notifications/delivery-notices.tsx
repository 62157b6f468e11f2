import type { FormState } from "#lib/actions/form-action.ts";
import { Callout } from "#components/ui/callout.tsx";
import { ConfirmButton } from "#components/ui/confirm-button.tsx";

type ReplayProps = {
  dead: number;
  action: (previous: FormState, form: FormData) => Promise<FormState>;
};

export function ReplayAll({ dead, action }: ReplayProps) {
  return (
    <ConfirmButton
      title="Send everything that failed again?"
      description={`${dead.toLocaleString("en")} ${dead === 1 ? "delivery is" : "deliveries are"} sent again now, with the ids they had.`}
      confirmLabel="Send all again"
      danger={false}
      action={action}
      fields={{ all: "true" }}
    >
      Send all again…
    </ConfirmButton>
  );
}

export function NoMail() {
  return (
    <Callout tone="warning" title="No mail server is set" className="mb-5">
      No mails are written: people have their inbox here only. Set SMTP_URL and MAIL_FROM and start
      again.
    </Callout>
  );
}
