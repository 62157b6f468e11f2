import { ORIGIN_LABELS, type Origin } from "#lib/catalog/core/words.ts";
import type { FormOptions } from "#lib/intake/get-form-options.ts";
import { DataAndPlace } from "./data-and-place.tsx";
import { DeploymentFields } from "./deployment-fields.tsx";
import { DocumentField, ToolsField } from "./document-field.tsx";
import { Folded } from "./folded.tsx";
import { PeopleFields, TeamField } from "./people-fields.tsx";
import { AskSelect, AskText } from "./request-form.tsx";
import { Section } from "./section.tsx";

const ORIGINS = Object.keys(ORIGIN_LABELS) as Origin[];

/** Everything that listing a server asks for beside why. */
export function ListingFields({ options }: { options: FormOptions }) {
  return (
    <>
      <Section legend="The server">
        <DocumentField />
        <Folded label="Its tools, if you know them" names={["tools"]}>
          <ToolsField />
        </Folded>
        <AskSelect
          label="Who makes it"
          name="origin"
          options={[
            { value: "", label: "Not known" },
            ...ORIGINS.map((value) => ({
              value,
              label: `${ORIGIN_LABELS[value].label}: ${ORIGIN_LABELS[value].explanation}`,
            })),
          ]}
        />
        <div className="grid gap-4 sm:grid-cols-2">
          <AskText
            label="Categories"
            name="categories"
            optional
            hint="At most 10, separated by commas."
          />
          <AskText label="Tags" name="tags" optional hint="At most 30, separated by commas." />
        </div>
      </Section>
      <Section legend="Data and place">
        <DataAndPlace rules={options.rules} />
        <DeploymentFields />
      </Section>
      <Section legend="Who answers for it">
        <TeamField teams={options.teams} />
        <PeopleFields />
      </Section>
    </>
  );
}
