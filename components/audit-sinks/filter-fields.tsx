import { FormErrors, FormTextarea } from "#components/admin/action-form.tsx";
import { KIND_LABELS, OUTCOME_LABELS, TARGET_LABELS } from "#components/audit/filter-labels.ts";
import { CheckboxField } from "#components/ui/field.tsx";
import type { SinkFilter } from "#lib/audit-sinks/schemas.ts";
import { OUTCOMES, RECORD_KINDS } from "#lib/audit/core/record.ts";

const FILTER = "payload.filter.";

/** Which records a sink gets; of a part with nothing chosen, all. */
export function FilterFields({ filter }: { filter: SinkFilter }) {
  const { kinds = [], outcomes = [], actions = [], targetKinds = [] } = filter;
  return (
    <>
      <p className="max-w-prose text-sm text-subtle">
        With nothing chosen it gets everything, which is what an auditor expects. Heartbeats show
        the receiver that the log is alive.
      </p>
      <Boxes
        legend="Kinds of records"
        name="kinds"
        chosen={kinds}
        options={RECORD_KINDS.map((kind) => [kind, KIND_LABELS[kind]])}
      />
      <Boxes
        legend="Outcomes"
        name="outcomes"
        chosen={outcomes}
        options={OUTCOMES.map((outcome) => [outcome, OUTCOME_LABELS[outcome].label])}
      />
      <FormTextarea
        label="Actions"
        name={`${FILTER}actions`}
        optional
        rows={3}
        spellCheck={false}
        className="font-mono text-sm"
        defaultValue={actions.join("\n")}
        placeholder={"session.\nrequest.approve"}
        hint="One on each line; one that ends with a dot is all of its noun."
      />
      <Boxes
        legend="About"
        name="targetKinds"
        chosen={targetKinds}
        options={Object.entries(TARGET_LABELS)}
      />
    </>
  );
}

type BoxesProps = {
  legend: string;
  name: string;
  chosen: readonly string[];
  options: readonly (readonly [value: string, label: string])[];
};

function Boxes({ legend, name, chosen, options }: BoxesProps) {
  return (
    <fieldset>
      <legend className="mb-1.5 font-medium">
        {legend} <span className="font-normal text-subtle">(none: all)</span>
      </legend>
      <div className="grid gap-x-4 gap-y-1.5 sm:grid-cols-2">
        {options.map(([value, label]) => (
          <CheckboxField
            key={value}
            label={label}
            name={`${FILTER}${name}`}
            value={value}
            defaultChecked={chosen.includes(value)}
          />
        ))}
      </div>
      <FormErrors name={`${FILTER}${name}`} />
    </fieldset>
  );
}
