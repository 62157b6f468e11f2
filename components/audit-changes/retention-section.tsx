import { Disclosure } from "#components/admin/disclosure.tsx";
import { FormSelect, FormText } from "#components/admin/action-form.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { Table, type Column } from "#components/ui/table.tsx";
import { daysWords } from "#lib/audit-changes/core/change-facts.ts";
import type { LogSettingsView } from "#lib/audit-changes/get-log-settings.ts";
import { KEPT_WORDS } from "#lib/audit/core/retention.ts";
import type { LogActions, LogPowers } from "./log-actions.ts";
import { ProposeForm } from "./propose-form.tsx";

type Kept = LogSettingsView["retention"][number];
type Props = { retention: readonly Kept[]; powers: LogPowers; actions: LogActions };

const COLUMNS: readonly Column<Kept>[] = [
  {
    key: "kind",
    header: "Records",
    primary: true,
    cell: ({ kind }) => (
      <>
        <span className="block font-medium">{KEPT_WORDS[kind].label}</span>
        <span className="block max-w-prose text-subtle">{KEPT_WORDS[kind].explanation}</span>
      </>
    ),
  },
  {
    key: "days",
    header: "Kept",
    className: "whitespace-nowrap",
    cell: ({ days }) => daysWords(days),
  },
  {
    key: "least",
    header: "At least",
    className: "whitespace-nowrap",
    cell: ({ least }) => daysWords(least),
  },
  {
    key: "removed",
    header: "Removed so far",
    numeric: true,
    cell: ({ removed }) => removed.toLocaleString("en"),
  },
];

/** How long each kind of record is kept, and the form to propose another time. */
export function RetentionSection({ retention, powers, actions }: Props) {
  const options = retention.map(({ kind }) => ({ value: kind, label: KEPT_WORDS[kind].label }));
  const limited = options.filter(({ value }) =>
    retention.some(({ kind, days }) => kind === value && days !== null),
  );
  return (
    <CardSection
      id="retention"
      title="How long records are kept"
      description="What is older is removed every night, once it stands under a signed checkpoint, every sink has it and no legal hold covers it. Its hash stays, so the log still proves that it was there, and a record says what was removed."
      flush
    >
      <Table
        caption="Retention by kind of record"
        columns={COLUMNS}
        rows={retention}
        rowKey={({ kind }) => kind}
      />
      {powers.proposes && powers.isFresh && (
        <div className="flex flex-col gap-2 border-t border-line p-4">
          <Disclosure label="Propose another time">
            <ProposeForm
              kind="retention.set"
              propose={actions.proposeAction}
              submitLabel="Propose this time"
            >
              <FormSelect label="Records" name="payload.kind" options={options} />
              <FormText
                label="Days"
                name="payload.days"
                type="number"
                required
                min={1}
                max={36_500}
                inputMode="numeric"
                className="max-w-40"
              />
            </ProposeForm>
          </Disclosure>
          {limited.length > 0 && (
            <Disclosure label="Propose to keep them for ever">
              <ProposeForm
                kind="retention.clear"
                propose={actions.proposeAction}
                submitLabel="Propose to keep them"
              >
                <FormSelect label="Records" name="payload.kind" options={limited} />
              </ProposeForm>
            </Disclosure>
          )}
        </div>
      )}
    </CardSection>
  );
}
