import type { ReactNode } from "react";
import type { ServerView } from "#lib/catalog/get-server.ts";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import type { FormOptions } from "#lib/intake/get-form-options.ts";
import type { RequestKind } from "#lib/requests/core/words.ts";
import { MAX_EXCEPTION_DAYS, WAIVABLE_RULES, type WaivableRule } from "#lib/requests/schemas.ts";
import { MAX_WAIVER_DAYS } from "#lib/trust/core/waivers.ts";
import { DataAndPlace } from "./data-and-place.tsx";
import { DeploymentFields } from "./deployment-fields.tsx";
import { DocumentField, ToolsField } from "./document-field.tsx";
import { Folded } from "./folded.tsx";
import { ListingFields } from "./listing-fields.tsx";
import { PeopleFields, TeamField } from "./people-fields.tsx";
import {
  AskCheckbox,
  AskSelect,
  AskText,
  AskTextarea,
  Carried,
  CarriedErrors,
} from "./request-form.tsx";
import { Section } from "./section.tsx";

export type KindProps = {
  kind: RequestKind;
  options: FormOptions;
  /** What the request is about, where the catalog has it already. */
  server: Pick<ServerView, "name" | "classification"> | null;
  /** Addresses that its document and its deployments have now. */
  endpoints?: readonly string[];
};

/** The fields of each kind of request, beside those that all share. */
const FIELDS: Readonly<Record<RequestKind, (props: KindProps) => ReactNode>> = {
  list_server: ({ options }) => <ListingFields options={options} />,
  add_version: VersionFields,
  change_server: ChangeFields,
  transfer_ownership: ({ options }) => (
    <Section legend="What you ask for">
      <TeamField teams={options.teams} />
      <PeopleFields />
    </Section>
  ),
  deprecate: () => (
    <Section legend="What you ask for">
      <MessageField hint="Everyone who chooses it reads this." />
      <SuccessorField />
    </Section>
  ),
  retire: RetireFields,
  lift_quarantine: () => (
    <Section legend="What you ask for">
      <MessageField hint="What was the cause, what was done about it, and how you know that it helped." />
    </Section>
  ),
  exception: ExceptionFields,
  trust_waiver: WaiverFields,
};

export const KindFields = (props: KindProps) => FIELDS[props.kind](props);

function ChangeFields({ options, server, endpoints = [] }: KindProps) {
  return (
    <Section legend="What you ask for" hint="Fill in what changes; everything else stays as it is.">
      <DataAndPlace rules={options.rules} optional current={server?.classification ?? null} />
      <EndpointFields endpoints={endpoints} />
      <DeploymentFields />
      <PeopleFields />
      <AskCheckbox
        label="Renew the approval"
        name="renew"
        hint="The newest approved version is looked at again and stays approved for another period."
      />
    </Section>
  );
}

function EndpointFields({ endpoints }: { endpoints: readonly string[] }) {
  if (endpoints.length === 0) return null;
  return (
    <Folded label="A new address for one of its endpoints" names={["endpoint.from", "endpoint.to"]}>
      <AskSelect
        label="Endpoint that changes"
        name="endpoint.from"
        options={endpoints.map((value) => ({ value, label: showHidden(value) }))}
      />
      <AskText
        label="New address"
        name="endpoint.to"
        optional
        maxLength={500}
        hint="An address of its server.json changes with a new version of it; one of a deployment changes there."
      />
    </Folded>
  );
}

function VersionFields() {
  return (
    <Section legend="The new version">
      <DocumentField />
      <AskTextarea
        label="What is new"
        name="changelog"
        optional
        rows={3}
        maxLength={10_000}
        hint="From the release notes; reviewers see the difference beside it."
      />
      <Folded label="Its tools, if they changed" names={["tools"]}>
        <ToolsField />
      </Folded>
    </Section>
  );
}

function RetireFields() {
  return (
    <Section
      legend="What you ask for"
      hint="Its users are told of every step. Without dates the usual notice applies."
    >
      <MessageField hint="Everyone who uses it reads this." />
      <SuccessorField />
      <AskTextarea
        label="What replaces which tool"
        name="toolMap"
        optional
        rows={4}
        spellCheck={false}
        className="font-mono text-sm"
        hint="One on each line: old_tool -> new_tool; the old one alone if nothing replaces it."
      />
      <div className="grid gap-4 sm:grid-cols-3">
        <AskText label="Deprecated from" name="deprecatesOn" type="date" optional />
        <AskText label="Brown-outs from" name="brownoutOn" type="date" optional />
        <AskText label="Retired on" name="retiresOn" type="date" optional />
      </div>
    </Section>
  );
}

const RULES: Record<WaivableRule, string> = {
  deployment_rules: "Deployment rules: which data may run where",
  approval_conditions: "Conditions of its approval: tools and environments",
  ownership_attestation: "Attestation of its ownership every quarter",
};

function ExceptionFields() {
  return (
    <Section legend="What you ask for">
      <AskSelect
        label="Rule to waive"
        name="rule"
        required
        options={[
          { value: "", label: "Choose…", disabled: true },
          ...WAIVABLE_RULES.map((value) => ({ value, label: RULES[value] })),
        ]}
      />
      <AskText
        label="For how many days"
        name="days"
        type="number"
        required
        min={1}
        max={MAX_EXCEPTION_DAYS}
        hint={`At most ${MAX_EXCEPTION_DAYS}. It ends by itself.`}
      />
      <AskTextarea
        label="What is done instead meanwhile"
        name="message"
        optional
        rows={3}
        maxLength={2_000}
      />
    </Section>
  );
}

function WaiverFields() {
  return (
    <Section
      legend="What you ask for"
      hint="What the control found is accepted for a time, in these bytes and with these findings. Anything that is found later is not."
    >
      {["version", "option", "control"].map((name) => (
        <Carried key={name} name={name} />
      ))}
      <AskText
        label="For how many days"
        name="days"
        type="number"
        required
        min={1}
        max={MAX_WAIVER_DAYS}
        hint={`At most ${MAX_WAIVER_DAYS}. It ends by itself; your team is told a week before.`}
      />
      {["version", "option", "control"].map((name) => (
        <CarriedErrors key={name} name={name} />
      ))}
    </Section>
  );
}

function MessageField({ hint }: { hint: string }) {
  return (
    <AskTextarea label="Message" name="message" required rows={3} maxLength={2_000} hint={hint} />
  );
}

function SuccessorField() {
  return (
    <AskText
      label="Successor"
      name="successor"
      optional
      maxLength={300}
      placeholder="io.github.acme/files"
      hint="The official name of the server to use instead."
    />
  );
}
