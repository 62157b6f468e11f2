import { Check, Clock } from "lucide-react";
import type { FormState } from "#lib/actions/form-action.ts";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import { spanWords } from "#lib/requests/core/clock-words.ts";
import { STEP_WORDS, type RecoveryView } from "#lib/revocations/core/recovery.ts";
import { ActionForm, FormTextarea } from "#components/admin/action-form.tsx";
import { Disclosure } from "#components/admin/disclosure.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { LocalTime } from "#components/ui/local-time.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";

type Props = {
  id: string;
  recovery: RecoveryView;
  now: Date;
  /** Null: nothing is written down here. */
  record: ((previous: FormState, form: FormData) => Promise<FormState>) | null;
};

/** The deadlines are of hours, so that "today" would say too little. */
function dueIn(at: Date, now: Date): string {
  const left = at.getTime() - now.getTime();
  return left < 0 ? `overdue by ${spanWords(-left)}` : `due in ${spanWords(left)}`;
}

/** What has to be done after a compromise, with its deadlines (MTF PK-03). */
export function RecoverySteps({ id, recovery: { steps, next }, now, record }: Props) {
  return (
    <section className="mt-4" aria-label="What has to be done after the compromise">
      <h3 className="font-medium">After the compromise</h3>
      <p className="mt-1 text-sm text-muted">
        Clients do not get it any more. Three steps follow, one after the other; then it may be
        lifted.
      </p>
      <ol className="mt-2 flex flex-col gap-3">
        {steps.map((one) => {
          const { label, todo } = STEP_WORDS[one.step];
          return (
            <li key={one.step} className="flex flex-col gap-1">
              <div className="flex flex-wrap items-center gap-2">
                <span className="font-medium">{label}</span>
                <StepState step={one} />
                {one.done === null && (
                  <span className="text-sm text-muted">
                    <LocalTime iso={one.dueAt.toISOString()}>{dueIn(one.dueAt, now)}</LocalTime>
                  </span>
                )}
              </div>
              <p className="max-w-prose text-sm text-muted">{todo}</p>
              {one.done !== null && (
                <p className="max-w-prose text-sm break-words">
                  <RelativeTime at={one.done.at} now={now} />, by {one.done.by}:{" "}
                  {showHidden(one.done.note)}
                </p>
              )}
              {one.step === next && record !== null && (
                <Disclosure label={`Write down: ${label.toLowerCase()}`}>
                  <ActionForm
                    action={record}
                    submitLabel={`Record ${label.toLowerCase()}`}
                    pendingLabel="Saving…"
                    variant="secondary"
                  >
                    <input type="hidden" name="id" value={id} />
                    <input type="hidden" name="step" value={one.step} />
                    <FormTextarea
                      label="What was done, and what came of it"
                      name="note"
                      required
                      rows={2}
                      maxLength={2000}
                      hint="Stays on record."
                    />
                  </ActionForm>
                </Disclosure>
              )}
            </li>
          );
        })}
      </ol>
    </section>
  );
}

function StepState({ step: { done, isLate } }: { step: RecoveryView["steps"][number] }) {
  if (done !== null)
    return (
      <Badge tone={isLate ? "warning" : "success"} icon={Check}>
        {isLate ? "Done late" : "Done"}
      </Badge>
    );
  return isLate ? (
    <Badge tone="danger" icon={Clock}>
      Overdue
    </Badge>
  ) : (
    <Badge>To do</Badge>
  );
}
