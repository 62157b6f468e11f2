"use client";

import { ChevronRight } from "lucide-react";
import { useMemo, useState } from "react";
import { CardSection } from "#components/ui/card.tsx";
import { SelectField } from "#components/ui/field.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import type { ServerJson } from "#lib/catalog/core/server-json.ts";
import { connectOptions, type Values } from "#lib/clients/core/connect.ts";
import { launchesOf } from "#lib/clients/core/launch.ts";
import { ClientTabs } from "./client-tabs.tsx";
import { ConnectOptionView } from "./connect-option-view.tsx";
import { ConnectVariables } from "./connect-variables.tsx";
import { useRecordedUse, type Use } from "./recorded-use.ts";
import { useRememberedClient } from "./remembered-client.ts";

type Props = {
  name: string;
  title: string;
  version: string;
  document: ServerJson;
  /** Told once per client that its link was opened or its text copied. */
  recordUse: (use: Use) => Promise<unknown>;
};

/**
 * How to connect each client. Values typed here stay in this browser tab: they only fill the text
 * below. Secrets are never asked for; the text refers to them.
 */
export function ConnectPanel({ name, title, version, document, recordUse }: Props) {
  const launches = useMemo(() => launchesOf(document), [document]);
  const [way, setWay] = useState(0);
  const [values, setValues] = useState<Values>({});
  const onUse = useRecordedUse({ name, version }, recordUse);
  const launch = launches[way] ?? launches[0];
  if (launch === undefined)
    return (
      <CardSection id="connect" title="Connect">
        <p className="text-muted">
          The document names no package or remote that a client can safely use. Ask the publisher,
          or the owner team for a deployment of ours.
        </p>
      </CardSection>
    );

  return (
    <CardSection
      id="connect"
      title="Connect"
      description={
        <>
          Version <code>{showHidden(version)}</code>, the one that clients get as the latest.
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {launches.length > 1 && (
          <SelectField
            label="Way to run it"
            name="way"
            value={String(way)}
            onChange={(event) => setWay(Number(event.currentTarget.value))}
            options={launches.map((one, at) => ({
              value: String(at),
              label: showHidden(one.label),
            }))}
          />
        )}
        <ConnectVariables
          variables={launch.variables}
          values={values}
          onChange={(variable, value) => setValues({ ...values, [variable]: value })}
        />
        <Clients
          options={connectOptions({ name, title, document, launch, values })}
          onUse={onUse}
        />
      </div>
    </CardSection>
  );
}

type ClientsProps = {
  options: ReturnType<typeof connectOptions>;
  onUse: (client: string) => void;
};

function Clients({ options, onUse }: ClientsProps) {
  const [remembered, remember] = useRememberedClient();
  const clients = [...new Set(options.map((option) => option.client))];
  const client = clients.find((one) => one === remembered) ?? clients[0];
  const [first, ...others] = options.filter((option) => option.client === client);
  return (
    <div>
      <ClientTabs clients={clients} current={client ?? null} onChoose={remember} />
      <div role="tabpanel" id="client-panel" aria-labelledby={`client-${client ?? ""}`}>
        <div className="flex flex-col gap-5 pt-4">
          {first && <ConnectOptionView option={first} onUse={onUse} />}
          {others.length > 0 && (
            <details key={client} className="group rounded-md border border-line">
              <summary className="flex items-center gap-1.5 px-3 py-2 text-muted hover:text-ink">
                <ChevronRight aria-hidden className="size-4 shrink-0 group-open:rotate-90" />
                <span className="min-w-0">
                  Other ways: {others.map(({ label }) => showHidden(label)).join(", ")}
                </span>
              </summary>
              <div className="flex flex-col gap-5 border-t border-line p-3">
                {others.map((option) => (
                  <ConnectOptionView key={option.id} option={option} onUse={onUse} />
                ))}
              </div>
            </details>
          )}
          {first && (
            <p className="max-w-prose border-t border-line pt-3 text-sm text-subtle">
              {first.enforces}
            </p>
          )}
        </div>
      </div>
    </div>
  );
}
