import { ROLES, type Role } from "#lib/kernel/actor.ts";
import { FilterForm } from "#components/admin/filter-form.tsx";
import { SelectField, TextField } from "#components/ui/field.tsx";
import { ROLE_WORDS } from "./role-words.tsx";

export type PeopleFilter = { search: string; role?: Role | undefined; state: string };

export function PeopleFilters({ filters }: { filters: PeopleFilter }) {
  const filtered = filters.search !== "" || filters.role !== undefined || filters.state !== "all";
  return (
    <FilterForm action="/admin/people" clearHref={filtered ? "/admin/people" : null}>
      <TextField
        label="Name or e-mail"
        name="search"
        type="search"
        defaultValue={filters.search}
        maxLength={200}
      />
      <SelectField
        label="Role"
        name="role"
        defaultValue={filters.role ?? ""}
        options={[
          { value: "", label: "Any role" },
          ...ROLES.map((role) => ({ value: role, label: ROLE_WORDS[role].label })),
        ]}
      />
      <SelectField
        label="Account"
        name="state"
        defaultValue={filters.state}
        options={[
          { value: "all", label: "All" },
          { value: "active", label: "May sign in" },
          { value: "disabled", label: "Disabled" },
        ]}
      />
    </FilterForm>
  );
}
