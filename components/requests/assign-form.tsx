import { ActionForm, FormSelect } from "#components/admin/action-form.tsx";
import type { FormAction } from "#components/server/form-dialog.tsx";
import { Popover } from "#components/ui/popover.tsx";
import type { Reviewer } from "#lib/requests/list-reviewers.ts";
import type { RequestSummary } from "#lib/requests/request-view.ts";

type Props = {
  request: Pick<RequestSummary, "id" | "number" | "assignee">;
  reviewers: readonly Reviewer[];
  assign: FormAction;
};

/** Gives a request to a reviewer, or puts it back; the list says who has how much. */
export function AssignForm({ request: { id, number, assignee }, reviewers, assign }: Props) {
  return (
    <Popover
      // Once it has changed hands the form has done its work, and closes.
      key={assignee?.email ?? ""}
      variant="ghost"
      align="end"
      label={`Assign ${number}`}
      panelClassName="w-80 p-3.5 text-left whitespace-normal"
      trigger="Assign…"
    >
      <ActionForm action={assign} submitLabel="Assign" pendingLabel="Assigning…">
        <input type="hidden" name="requestId" value={id} />
        <FormSelect
          label="Reviewer"
          name="assignee"
          defaultValue={assignee?.email ?? ""}
          options={[
            assignee
              ? { value: "", label: "Nobody: back into the queue" }
              : { value: "", label: "Choose…", disabled: true },
            ...reviewers.map(({ email, name, open }) => ({
              value: email,
              label: `${name} (${open === 1 ? "1 open" : `${open} open`})`,
            })),
          ]}
        />
      </ActionForm>
    </Popover>
  );
}
