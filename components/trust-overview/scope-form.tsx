import { FilterForm } from "#components/admin/filter-form.tsx";
import { SelectField } from "#components/ui/field.tsx";
import {
  DEFAULT_EXPIRY_DAYS,
  EXPIRY_DAYS,
  type ExpiryDays,
} from "#lib/trust/core/overview-words.ts";
import { overviewPage } from "./overview-address.ts";

export type Scope = { team: string | undefined; days: ExpiryDays };
export type TeamOption = { slug: string; name: string };

/** Whose servers, and how far ahead: in the address, so that a link shares the view. */
export function ScopeForm({ scope, teams }: { scope: Scope; teams: readonly TeamOption[] }) {
  const { team, days } = scope;
  const isDefault = team === undefined && days === DEFAULT_EXPIRY_DAYS;
  return (
    <FilterForm action={overviewPage("")} clearHref={isDefault ? null : overviewPage("")}>
      <SelectField
        label="Owner team"
        name="team"
        defaultValue={team ?? ""}
        options={[
          { value: "", label: "All teams" },
          ...teams.map(({ slug, name }) => ({ value: slug, label: name })),
        ]}
      />
      <SelectField
        label="Levels that run out within"
        name="days"
        defaultValue={String(days)}
        options={EXPIRY_DAYS.map((each) => ({ value: String(each), label: `${each} days` }))}
      />
    </FilterForm>
  );
}
