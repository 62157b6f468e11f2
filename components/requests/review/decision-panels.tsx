import { ActionForm, FormTextarea } from "#components/admin/action-form.tsx";
import { capacityUsed, nextWords } from "#lib/requests/core/outcome-words.ts";
import { CAPACITY_WORDS, type DecisionKind } from "#lib/requests/core/words.ts";
import { ConditionFields } from "./condition-fields.tsx";
import type { ReviewProps } from "./review-props.ts";
import { ShownTools } from "./shown-tools.tsx";
import { UpwardPanel } from "./upward-panel.tsx";

type Panel = {
  decision: DecisionKind;
  label: string;
  submit: string;
  pending: string;
  hint: string;
  variant: "primary" | "secondary" | "ghost";
};

const PANELS: readonly Panel[] = [
  {
    decision: "reject",
    label: "Reject…",
    submit: "Reject",
    pending: "Rejecting…",
    hint: "What would have to be different for another answer.",
    variant: "ghost",
  },
  {
    decision: "request_changes",
    label: "Request changes…",
    submit: "Request changes",
    pending: "Sending…",
    hint: "What the author has to change, one thing a line.",
    variant: "secondary",
  },
  {
    decision: "approve",
    label: "Approve…",
    submit: "Approve",
    pending: "Approving…",
    hint: "What you looked at and why it is fine. It goes on record.",
    variant: "primary",
  },
];

/** The decisions that can be made: what is dangerous cannot be approved, nor in a second capacity. Each says what it will do before it is made, and asks for the reason. */
export function DecisionPanels({ request, actions }: ReviewProps) {
  const { id, revision, kind, progress, change, checklist, trust, seenTools } = request;
  const capacity = capacityUsed(request, progress);
  const isBarred = (trust !== null && trust.barred !== null) || request.approvesAs.length === 0;
  const offered = PANELS.filter(({ decision }) => decision !== "approve" || !isBarred);
  return offered.map(({ decision, label, submit, pending, hint, variant }) => (
    <UpwardPanel key={decision} label={label} variant={variant}>
      <div className="mb-4 flex flex-col gap-1">
        <p className="font-medium">{nextWords(decision, { kind, capacity, progress })}</p>
        <p className="text-sm text-muted">
          You decide on revision {revision}, as {CAPACITY_WORDS[capacity].label.toLowerCase()}.
          {decision === "approve" && ` ${leftWords(checklist)}`}
        </p>
      </div>
      <ActionForm action={actions.decideAction} submitLabel={submit} pendingLabel={pending}>
        <input type="hidden" name="requestId" value={id} />
        <input type="hidden" name="revision" value={revision} />
        <input type="hidden" name="decision" value={decision} />
        <input type="hidden" name="capacity" value={capacity} />
        <FormTextarea
          label="Reason"
          name="reason"
          required
          minLength={3}
          maxLength={5_000}
          rows={3}
          hint={hint}
        />
        {decision === "approve" && (
          <>
            <ShownTools seen={seenTools} />
            <ConditionFields kind={kind} tools={change.tools} />
          </>
        )}
      </ActionForm>
    </UpwardPanel>
  ));
}

function leftWords(checklist: ReviewProps["request"]["checklist"]): string {
  const open = checklist.filter(({ checked }) => !checked).length;
  if (open === 0) return "";
  return open === 1
    ? "One line of the checklist is not ticked."
    : `${open} lines of the checklist are not ticked.`;
}
