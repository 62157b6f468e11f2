import { FormSelect, FormTextarea } from "#components/admin/action-form.tsx";
import { FormDialog, type FormAction } from "#components/server/form-dialog.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import { dayOf } from "#lib/retirements/core/status-message.ts";
import type { ConsumerView } from "#lib/retirements/consumer-view.ts";

type Props = { name: string; consumer: ConsumerView; action: FormAction };

/** The owner's answer to a request for more time; what follows is said before the click. */
export function ExtensionForm({ name, consumer, action }: Props) {
  const until = consumer.extendUntil === null ? "" : dayOf(consumer.extendUntil);
  return (
    <FormDialog
      variant="secondary"
      trigger="Decide…"
      triggerLabel={`Decide on more time for ${consumer.label}`}
      title={`More time for ${consumer.label}`}
      action={action}
      submitLabel="Send answer"
    >
      <input type="hidden" name="name" value={name} />
      <input type="hidden" name="consumerId" value={consumer.id} />
      <p className="text-muted">
        They ask to keep it until {until}. {consumer.note && `“${showHidden(consumer.note)}” `}
        Accepting moves the end for everyone to that day, and a brown-out that has not begun by as
        much. Everyone is told.
      </p>
      <FormSelect
        label="Answer"
        name="decision"
        defaultValue="accept"
        options={[
          { value: "accept", label: `Accept: it is retired on ${until}` },
          { value: "refuse", label: "Refuse: the dates stay" },
        ]}
      />
      <FormTextarea
        label="Reason"
        name="reason"
        rows={3}
        maxLength={2000}
        hint="Needed where you refuse: they plan by it."
      />
    </FormDialog>
  );
}
