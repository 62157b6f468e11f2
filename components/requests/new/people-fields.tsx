import type { FormOptions } from "#lib/intake/get-form-options.ts";
import { AskSelect, AskText } from "./request-form.tsx";

export function TeamField({ teams }: { teams: FormOptions["teams"] }) {
  return (
    <AskSelect
      label="Owner team"
      name="ownerTeam"
      required
      options={[
        { value: "", label: "Choose…", disabled: true },
        ...teams.map(({ slug, name, mine }) => ({
          value: slug,
          label: mine ? `${name} (your team)` : name,
        })),
      ]}
      hint="Looks after the server from then on, and consents to it. Nobody of this team reviews it."
    />
  );
}

export function PeopleFields() {
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <AskText
        label="Responsible person"
        name="responsible"
        type="email"
        optional
        maxLength={254}
        hint="A member of the owner team, by e-mail address."
      />
      <AskText label="Deputy" name="deputy" type="email" optional maxLength={254} />
    </div>
  );
}
