import { CheckboxField } from "#components/ui/field.tsx";

/** What happens to what an import brings; the safe answers are the default. */
export function ImportOptions() {
  return (
    <fieldset className="flex flex-col gap-2.5">
      <legend className="sr-only">What happens to the servers</legend>
      <CheckboxField
        label="Approve them"
        name="approve"
        hint="Without it they arrive as candidates, and clients do not get them."
      />
      <CheckboxField
        label="Expose them in the anonymous feed"
        name="expose"
        hint="Readers without a token get those that are approved."
      />
    </fieldset>
  );
}
