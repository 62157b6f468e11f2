import type { ReactNode } from "react";
import { FormSelect, FormText, FormTextarea } from "#components/admin/action-form.tsx";
import { ProposeForm } from "#components/audit-changes/propose-form.tsx";
import { FORMAT_LABELS, KIND_FACTS, MIN_EVENT_BYTES, type SinkKind } from "#lib/audit-sinks/core/sink-kinds.ts"; // prettier-ignore
import type { SinkView } from "#lib/audit-sinks/sink-view.ts";
import { FilterFields } from "./filter-fields.tsx";
import { CONFIG, givenOf, KindFields, type Given } from "./kind-fields.tsx";
import { SecretFields } from "./secret-fields.tsx";
import type { Action } from "./sink-actions.ts";

type Props = {
  kind: SinkKind;
  /** Absent: a new one. */
  sink?: SinkView;
  propose: Action;
};

/** Proposes a sink, or a change of one: only the fields of its kind, with what is usual filled in. */
export function SinkForm({ kind, sink, propose }: Props) {
  const given = givenOf(sink?.config ?? null);
  const words: ["sink.change" | "sink.create", string] = sink
    ? ["sink.change", "Propose this change"]
    : ["sink.create", "Propose this sink"];
  return (
    <ProposeForm kind={words[0]} propose={propose} submitLabel={words[1]}>
      <input type="hidden" name={`${CONFIG}kind`} value={kind} />
      {sink && <input type="hidden" name="payload.sinkId" value={sink.id} />}
      <FormText
        label="Name"
        name="payload.name"
        required
        maxLength={80}
        defaultValue={sink?.name}
      />
      <Part title="Where to">
        <KindFields kind={kind} given={given} />
        <Network kind={kind} given={given} />
      </Part>
      {KIND_FACTS[kind].secrets.length > 0 && (
        <Part title="Secrets">
          <SecretFields kind={kind} isNew={!sink} />
        </Part>
      )}
      <Part title="What it gets">
        <Format kind={kind} given={given} />
        {!sink && <Begin />}
        <FilterFields filter={sink?.filter ?? {}} />
      </Part>
    </ProposeForm>
  );
}

function Format({ kind, given }: { kind: SinkKind; given: Given }) {
  const { formats } = KIND_FACTS[kind];
  return (
    <FormSelect
      label="Format"
      name={`${CONFIG}format`}
      defaultValue={given("format", formats[0] ?? "")}
      options={formats.map((value) => ({ value, label: FORMAT_LABELS[value] }))}
    />
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className="flex min-w-0 flex-col gap-4 border-t border-line pt-4">
      <legend className="float-left w-full text-base font-semibold">{title}</legend>
      {children}
    </fieldset>
  );
}

const Begin = () => (
  <FormSelect
    label="Begin with"
    name="payload.from"
    defaultValue="now"
    options={[
      { value: "now", label: "what happens from the confirmation on" },
      { value: "beginning", label: "the first record that there is" },
    ]}
  />
);

function Network({ kind, given }: { kind: SinkKind; given: Given }) {
  const limits = <Limits kind={kind} given={given} />;
  if (kind === "file") return limits;
  return (
    <>
      <FormTextarea
        label="Internal hosts it may reach"
        name={`${CONFIG}allowedHosts`}
        optional
        rows={2}
        spellCheck={false}
        defaultValue={given("allowedHosts", "")}
        className="font-mono text-sm"
        hint="For a receiver inside the company: hosts or address ranges, one on each line. Other internal addresses are refused."
      />
      <FormTextarea
        label="Certificates of the company's own authority"
        name={`${CONFIG}ca`}
        optional
        rows={2}
        spellCheck={false}
        defaultValue={given("ca", "")}
        className="font-mono text-sm"
        hint="PEM."
      />
      {limits}
    </>
  );
}

function Limits({ kind, given }: { kind: SinkKind; given: Given }) {
  const usual = KIND_FACTS[kind].maxEventBytes.toLocaleString("en");
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <FormText
        label="Most bytes of one event"
        name={`${CONFIG}maxEventBytes`}
        type="number"
        optional
        min={MIN_EVENT_BYTES}
        max={16_777_216}
        defaultValue={given("maxEventBytes", "")}
        hint={`Usual here: ${usual}. A longer one is cut with a marker.`}
      />
      {kind !== "file" && (
        <FormText
          label="Longest wait for an answer"
          name={`${CONFIG}timeoutMs`}
          type="number"
          min={1_000}
          max={120_000}
          required
          defaultValue={given("timeoutMs", "15000")}
          hint="In milliseconds."
        />
      )}
    </div>
  );
}
