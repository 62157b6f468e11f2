import { ActionForm, FormTextarea } from "#components/admin/action-form.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import type { ReviewProps } from "./review-props.ts";
import { UpwardPanel } from "./upward-panel.tsx";

/** What its author may do with it. */
export function AuthorActions({ request, actions }: ReviewProps) {
  const { id, number, revision, allowed, state, approvals } = request;
  return (
    <>
      {allowed.includes("withdraw") && (
        <UpwardPanel label="Withdraw…" variant="ghost">
          <p className="mb-3 text-muted">
            The request ends and is kept; nothing of it takes effect.
          </p>
          <ActionForm
            action={actions.withdrawAction}
            submitLabel="Withdraw request"
            pendingLabel="Withdrawing…"
          >
            <input type="hidden" name="requestId" value={id} />
            <FormTextarea label="Reason" name="reason" optional rows={2} maxLength={2_000} />
          </ActionForm>
        </UpwardPanel>
      )}
      {allowed.includes("edit") && (
        <LinkButton
          href={`/requests/${number}/edit`}
          variant={state === "changes_requested" ? "primary" : "secondary"}
          title={approvals > 0 ? "A new revision voids the approvals so far." : undefined}
        >
          {state === "changes_requested" ? "Answer with a new revision" : "Edit"}
        </LinkButton>
      )}
      {allowed.includes("submit") && (
        <ActionForm
          action={actions.submitAction}
          submitLabel="Submit for review"
          pendingLabel="Submitting…"
          className="flex"
        >
          <input type="hidden" name="requestId" value={id} />
          <input type="hidden" name="revision" value={revision} />
        </ActionForm>
      )}
    </>
  );
}
