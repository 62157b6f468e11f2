import { FormText, FormTextarea } from "#components/admin/action-form.tsx";
import { FormDialog, type FormAction } from "#components/server/form-dialog.tsx";
import { TextareaField } from "#components/ui/field.tsx";
import { ConfirmButton } from "#components/ui/confirm-button.tsx";
import { dayOf } from "#lib/retirements/core/status-message.ts";
import type { RetirementView } from "#lib/retirements/get-retirement.ts";

type Props = { view: RetirementView; reschedule: FormAction; cancel: FormAction };

/** What the owner team and security may do with a campaign that runs. */
export function OwnerActions({ view, reschedule, cancel }: Props) {
  const { allowed, serverName } = view;
  return (
    <>
      {allowed.includes("reschedule") && <Reschedule view={view} action={reschedule} />}
      {allowed.includes("cancel") && (
        <ConfirmButton
          size="sm"
          title="Cancel the retirement"
          description="The server stays. If this campaign deprecated it, it is approved again. Everyone is told why."
          confirmLabel="Cancel the retirement"
          action={cancel}
          fields={{ name: serverName }}
          form={<TextareaField label="Reason" name="reason" rows={3} maxLength={2000} required />}
        >
          Cancel retirement…
        </ConfirmButton>
      )}
    </>
  );
}

const FIELDS = [
  { key: "deprecatesAt", field: "deprecatesOn", label: "Deprecated on", states: ["announced"] },
  {
    key: "brownoutAt",
    field: "brownoutOn",
    label: "Brown-out from",
    states: ["announced", "deprecated"],
  },
  {
    key: "retiresAt",
    field: "retiresOn",
    label: "Retired on",
    states: ["announced", "deprecated", "brownout"],
  },
] as const;

function Reschedule({ view, action }: { view: RetirementView; action: FormAction }) {
  return (
    <FormDialog
      variant="secondary"
      trigger="Move dates…"
      title="Move the dates"
      action={action}
      submitLabel="Move dates"
    >
      <input type="hidden" name="name" value={view.serverName} />
      <p className="text-muted">
        Dates only move later, because people plan by them. Days begin at 00:00 UTC. Everyone is
        told why.
      </p>
      <div className="grid gap-4 sm:grid-cols-2">
        {FIELDS.filter(({ states }) => (states as readonly string[]).includes(view.state)).map(
          ({ key, field, label }) => (
            <FormText
              key={field}
              label={label}
              name={field}
              type="date"
              min={dayOf(view[key])}
              defaultValue={dayOf(view[key])}
            />
          ),
        )}
      </div>
      <FormTextarea label="Reason" name="reason" rows={3} maxLength={2000} required />
    </FormDialog>
  );
}
