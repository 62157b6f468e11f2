import { ActionForm, FormCheckbox, FormTextarea } from "#components/admin/action-form.tsx";
import { Disclosure } from "#components/admin/disclosure.tsx";
import type { FormAction } from "#components/server/form-dialog.tsx";

type Props = { requestId: string; parentId?: string; comment: FormAction };

/** A new thread, or an answer within one. */
export function CommentForm({ requestId, parentId, comment }: Props) {
  return (
    <ActionForm
      action={comment}
      submitLabel={parentId ? "Answer" : "Comment"}
      pendingLabel="Sending…"
      variant="secondary"
      resetOnSuccess
      className="flex flex-col gap-3"
    >
      <input type="hidden" name="requestId" value={requestId} />
      {parentId && <input type="hidden" name="parentId" value={parentId} />}
      <FormTextarea
        label={parentId ? "Your answer" : "Your comment"}
        name="body"
        required
        rows={3}
        maxLength={10_000}
        hint="Write @address to tell somebody."
      />
      {!parentId && (
        <FormCheckbox
          label="This is a question"
          name="question"
          hint="It stays marked until somebody answers."
        />
      )}
      <Disclosure label="Attach links">
        <FormTextarea
          label="Links"
          name="links"
          rows={2}
          optional
          hint="One address a line, at most 10."
        />
      </Disclosure>
    </ActionForm>
  );
}
