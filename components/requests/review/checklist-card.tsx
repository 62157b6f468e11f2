import { ChevronRight, CircleCheck, CircleDashed } from "lucide-react";
import { ActionForm, FormCheckbox, FormTextarea } from "#components/admin/action-form.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import type { ChecklistView } from "#lib/requests/load-review-rules.ts";
import { ProgressLine } from "./progress-line.tsx";
import type { ReviewProps } from "./review-props.ts";

/** What the policy wants looked at, each line with its evidence. */
export function ChecklistCard(props: ReviewProps) {
  const { checklist } = props.request;
  if (checklist.length === 0) return null;
  const done = checklist.filter(({ checked }) => checked).length;
  return (
    <CardSection title="Checklist" flush>
      <div className="px-4 pt-3">
        <ProgressLine done={done} of={checklist.length} words="lines ticked" />
      </div>
      <ul className="divide-y divide-line">
        {checklist.map((item) => (
          <Item key={item.key} item={item} {...props} />
        ))}
      </ul>
    </CardSection>
  );
}

function Item({ item, request, actions }: ReviewProps & { item: ChecklistView }) {
  const { key, label, hint, checked, evidence, by } = item;
  const Icon = checked ? CircleCheck : CircleDashed;
  return (
    <li>
      <details className="group">
        <summary className="flex items-start gap-2 px-4 py-2 hover:bg-hover/60">
          <Icon
            aria-hidden
            className={`mt-0.5 size-4 shrink-0 ${checked ? "text-success-text" : "text-subtle"}`}
          />
          <span className="min-w-0 flex-1">
            <span className="sr-only">{checked ? "Done: " : "Open: "}</span>
            {label}
            {by && (
              <span className="block text-sm break-words text-subtle">
                {showHidden(by)}
                {evidence && `: ${showHidden(evidence)}`}
              </span>
            )}
          </span>
          <ChevronRight
            aria-hidden
            className="mt-0.5 size-4 shrink-0 text-subtle group-open:rotate-90"
          />
        </summary>
        <div className="flex flex-col gap-3 px-4 pb-3 pl-10">
          <p className="text-sm text-subtle">{hint}</p>
          {request.allowed.includes("check") && (
            <ActionForm
              action={actions.checkAction}
              submitLabel="Save"
              pendingLabel="Saving…"
              variant="secondary"
              className="flex flex-col gap-3"
            >
              <input type="hidden" name="requestId" value={request.id} />
              <input type="hidden" name="revision" value={request.revision} />
              <input type="hidden" name="itemKey" value={key} />
              <FormCheckbox label="Done" name="checked" defaultChecked={checked} />
              <FormTextarea
                label="Evidence"
                name="evidence"
                optional
                rows={2}
                maxLength={2_000}
                defaultValue={evidence}
                hint="What you looked at, or a link to it."
              />
            </ActionForm>
          )}
        </div>
      </details>
    </li>
  );
}
