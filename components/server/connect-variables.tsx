"use client";

import { ChevronRight, KeyRound } from "lucide-react";
import { SelectField, TextField } from "#components/ui/field.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import type { Values } from "#lib/clients/core/connect.ts";
import { environmentName, type Variable } from "#lib/clients/core/variable.ts";

type Props = {
  variables: readonly Variable[];
  values: Values;
  onChange: (name: string, value: string) => void;
};

/** Asks for what the texts below need to know. Secrets are named, never asked for. */
export function ConnectVariables({ variables, values, onChange }: Props) {
  const open = variables.filter((variable) => !variable.isSecret);
  const secrets = variables.filter((variable) => variable.isSecret);
  const needed = open.filter(({ isRequired }) => isRequired);
  const optional = open.filter(({ isRequired }) => !isRequired);
  if (variables.length === 0) return null;
  return (
    <div className="flex flex-col gap-3">
      {needed.length > 0 && <Fields variables={needed} values={values} onChange={onChange} />}
      {optional.length > 0 && (
        <details className="group rounded-md border border-line">
          <summary className="flex items-center gap-1.5 px-3 py-2 text-muted hover:text-ink">
            <ChevronRight aria-hidden className="size-4 group-open:rotate-90" />
            {optional.length === 1
              ? "One optional setting"
              : `${optional.length} optional settings`}
          </summary>
          <div className="border-t border-line p-3">
            <Fields variables={optional} values={values} onChange={onChange} />
          </div>
        </details>
      )}
      {secrets.length > 0 && <Secrets secrets={secrets} />}
    </div>
  );
}

function Fields({ variables, values, onChange }: Props) {
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      {variables.map((variable) => {
        const field = {
          label: showHidden(variable.name),
          name: `value-${variable.name}`,
          optional: !variable.isRequired,
          hint: showHidden(variable.description),
          value: values[variable.name] ?? "",
        };
        const choices =
          variable.format === "boolean" && variable.choices.length === 0
            ? ["true", "false"]
            : variable.choices;
        return choices.length > 0 ? (
          <SelectField
            key={variable.name}
            {...field}
            onChange={(event) => onChange(variable.name, event.currentTarget.value)}
            options={[
              {
                value: "",
                label: variable.default === null ? "Not set" : `Default: ${variable.default}`,
              },
              ...choices.map((choice) => ({ value: choice, label: showHidden(choice) })),
            ]}
          />
        ) : (
          <TextField
            key={variable.name}
            {...field}
            onChange={(event) => onChange(variable.name, event.currentTarget.value)}
            inputMode={variable.format === "number" ? "decimal" : "text"}
            placeholder={variable.default ?? variable.placeholder ?? ""}
            autoComplete="off"
            spellCheck={false}
            maxLength={2_000}
          />
        );
      })}
    </div>
  );
}

function Secrets({ secrets }: { secrets: readonly Variable[] }) {
  return (
    <div className="flex items-start gap-2 rounded-md border border-line bg-sunken px-3 py-2 text-sm">
      <KeyRound aria-hidden className="mt-0.5 size-4 shrink-0 text-subtle" />
      <div>
        <p>
          {secrets.length === 1 ? "One secret" : `${secrets.length} secrets`}, which your client
          asks for or reads from your environment. Never type them here.
        </p>
        <ul className="mt-1 flex flex-col gap-0.5 text-muted">
          {secrets.map((secret) => (
            <li key={secret.name} className="break-words">
              <code>{environmentName(secret)}</code>
              {secret.isRequired ? "" : " (optional)"}
              {secret.description && `: ${showHidden(secret.description)}`}
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
