import { Search } from "lucide-react";
import { Disclosure } from "#components/admin/disclosure.tsx";
import { Button } from "#components/ui/button.tsx";
import { SelectField, TextField } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import type { Option } from "#components/ui/select.tsx";
import { TARGET_KINDS } from "#lib/audit/core/entry.ts";
import type { FilterTexts } from "#lib/audit/core/filter-query.ts";
import { PERIODS, PERIOD_LABELS } from "#lib/audit/core/periods.ts";
import { OUTCOMES, RECORD_KINDS } from "#lib/audit/core/record.ts";
import { ACTOR_KINDS } from "#lib/audit/schemas.ts";
import type { FieldErrors } from "#lib/kernel/errors.ts";
import { ActionField } from "./action-field.tsx";
import { ACTOR_KIND_LABELS, KIND_LABELS, OUTCOME_LABELS, targetLabel } from "./filter-labels.ts";
import { PersonField } from "./person-field.tsx";

type Props = { filters: FilterTexts; errors: FieldErrors };

const options = <Value extends string>(
  all: string,
  values: readonly Value[],
  label: (value: Value) => string,
): Option[] => [
  { value: "", label: all },
  ...values.map((value) => ({ value, label: label(value) })),
];

/** There is one on a page. */
const WORDS_HINT = "audit-words-hint";

const MORE = ["actorKind", "targetKind", "targetId", "outcome", "kind", "from", "to"] as const;

/** Filters in the address: a plain GET form, so that a link shares what one sees. */
export function AuditFilters({ filters, errors }: Props) {
  const open = MORE.some((name) => filters[name] !== undefined || errors[name] !== undefined);
  return (
    <form
      action="/audit"
      role="search"
      aria-label="Records"
      className="flex flex-col gap-3 rounded-lg border border-line bg-surface p-4"
    >
      <div className="grid grid-cols-1 items-end gap-3 sm:grid-cols-2 xl:grid-cols-[minmax(12rem,1.4fr)_minmax(11rem,1fr)_minmax(12rem,1.2fr)_10rem_auto]">
        <WordsField value={filters.q ?? ""} />
        <PersonField value={filters.actor ?? ""} />
        <ActionField value={filters.action ?? ""} errors={errors["action"]} />
        <SelectField
          label="When"
          name="period"
          defaultValue={filters.period ?? ""}
          options={options("Any time", PERIODS, (period) => PERIOD_LABELS[period])}
        />
        <Button type="submit" variant="primary">
          Show
        </Button>
      </div>
      <p id={WORDS_HINT} className="max-w-prose text-sm text-subtle">
        Words are looked for in what a record itself holds: its action, ids, reasons and facts. Not
        in what servers, teams and people are called now: for a name, use Object under More filters.
      </p>
      <Disclosure label="More filters" wide open={open}>
        <MoreFilters filters={filters} errors={errors} />
      </Disclosure>
    </form>
  );
}

function MoreFilters({ filters, errors }: Props) {
  return (
    <div className="grid grid-cols-1 items-start gap-3 sm:grid-cols-2 lg:grid-cols-4">
      <SelectField
        label="Done by"
        name="actorKind"
        defaultValue={filters.actorKind ?? ""}
        options={options("Anybody", ACTOR_KINDS, (kind) => ACTOR_KIND_LABELS[kind])}
      />
      <SelectField
        label="Kind of object"
        name="targetKind"
        defaultValue={filters.targetKind ?? ""}
        options={options("Anything", [...TARGET_KINDS].sort(), targetLabel)}
      />
      <TextField
        label="Object"
        name="targetId"
        defaultValue={filters.targetId ?? ""}
        maxLength={300}
        autoComplete="off"
        placeholder="com.notion/mcp, R-12, an id"
        errors={errors["targetId"]}
        hint="What it is called now: a server's or team's name, R-12, a person's address. Or an id."
      />
      <SelectField
        label="Outcome"
        name="outcome"
        defaultValue={filters.outcome ?? ""}
        options={options("Any outcome", OUTCOMES, (outcome) => OUTCOME_LABELS[outcome].label)}
      />
      <SelectField
        label="Kind of record"
        name="kind"
        defaultValue={filters.kind ?? ""}
        options={options("All but the log's own", RECORD_KINDS, (kind) => KIND_LABELS[kind])}
      />
      <TextField
        label="From"
        name="from"
        type="date"
        defaultValue={filters.from?.slice(0, 10) ?? ""}
        errors={errors["from"]}
        hint="Days are in UTC."
      />
      <TextField
        label="Until"
        name="to"
        type="date"
        defaultValue={filters.to?.slice(0, 10) ?? ""}
        errors={errors["to"]}
      />
    </div>
  );
}

function WordsField({ value }: { value: string }) {
  return (
    <label className="flex flex-col gap-1.5">
      <span className="font-medium">Words</span>
      <span className="relative block">
        <Search
          aria-hidden
          className="pointer-events-none absolute top-2.5 left-2.5 size-4 text-subtle"
        />
        <Input
          type="search"
          name="q"
          data-page-search
          aria-keyshortcuts="/"
          aria-describedby={WORDS_HINT}
          defaultValue={value}
          maxLength={300}
          autoComplete="off"
          placeholder="What changed, an id, begin*"
          className="pl-8"
        />
      </span>
    </label>
  );
}
