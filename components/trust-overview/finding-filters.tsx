import type { z } from "zod";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Button } from "#components/ui/button.tsx";
import { SelectField, TextField } from "#components/ui/field.tsx";
import type { Option } from "#components/ui/select.tsx";
import { SEVERITY_LABELS } from "#components/trust/trust-chips.tsx";
import { CONTROL_IDS, CONTROLS } from "#lib/trust/core/controls.ts";
import { AGE_KEYS, FINDING_AGES, OPEN_SEVERITIES } from "#lib/trust/core/overview-words.ts";
import { LEAST_OF_A_NAME, type OpenFindingsInput } from "#lib/trust/overview/schemas.ts";
import { overviewPage } from "./overview-address.ts";
import type { TeamOption } from "./scope-form.tsx";

export type FindingFilterValues = Omit<z.output<typeof OpenFindingsInput>, "cursor" | "limit">;
type Props = { chosen: FindingFilterValues; teams: readonly TeamOption[] };

/** What the registry and the client have to do themselves is never found in a server. */
const CONTROL_OPTIONS: readonly Option[] = CONTROL_IDS.map((id) => CONTROLS[id])
  .filter(({ scope }) => scope !== "R" && scope !== "C")
  .map(({ id, title }) => ({ value: id, label: `${title} (${id})` }))
  .sort((one, other) => one.label.localeCompare(other.label, "en"));

const any = (label: string, options: readonly Option[]): Option[] => [
  { value: "", label },
  ...options,
];

/** Filters in the address: a plain GET form, so that a link shares the list. */
export function FindingFilters({ chosen, teams }: Props) {
  const isFiltered = Object.values(chosen).some((value) => value !== undefined);
  return (
    <form
      action={overviewPage("findings")}
      role="search"
      aria-label="Findings"
      className="mb-4 grid grid-cols-2 items-end gap-3 rounded-lg border border-line bg-surface p-4 xl:grid-cols-[minmax(10rem,1fr)_minmax(12rem,1.3fr)_8.5rem_9.5rem_minmax(9rem,1fr)_auto]"
    >
      <div className="max-sm:col-span-2">
        <TextField
          label="Server"
          name="server"
          type="search"
          defaultValue={chosen.server ?? ""}
          minLength={LEAST_OF_A_NAME}
          maxLength={200}
          autoComplete="off"
          placeholder={`${LEAST_OF_A_NAME} letters or more`}
        />
      </div>
      <div className="max-sm:col-span-2">
        <SelectField
          label="Control"
          name="control"
          defaultValue={chosen.control ?? ""}
          options={any("All controls", CONTROL_OPTIONS)}
        />
      </div>
      <SelectField
        label="Severity"
        name="severity"
        defaultValue={chosen.severity ?? ""}
        options={any(
          "All severities",
          OPEN_SEVERITIES.map((value) => ({ value, label: SEVERITY_LABELS[value] })),
        )}
      />
      <SelectField
        label="Open for"
        name="age"
        defaultValue={chosen.age ?? ""}
        options={any(
          "Any time",
          AGE_KEYS.map((value) => ({ value, label: FINDING_AGES[value].label })),
        )}
      />
      <SelectField
        label="Owner team"
        name="team"
        defaultValue={chosen.team ?? ""}
        options={any(
          "All teams",
          teams.map(({ slug, name }) => ({ value: slug, label: name })),
        )}
      />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="primary">
          Show
        </Button>
        {isFiltered && (
          <LinkButton href={overviewPage("findings")} variant="ghost">
            Clear
          </LinkButton>
        )}
      </div>
    </form>
  );
}
