import { OneButtonForm } from "#components/admin/one-button-form.tsx";
import { auditHref } from "#components/audit/audit-href.ts";
import { CardSection } from "#components/ui/card.tsx";
import { DefinitionList, type Definition } from "#components/ui/definition-list.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import type { SinkDetails } from "#lib/audit-sinks/get-sink.ts";
import { DeadLetters } from "./dead-letters.tsx";
import { Proposals } from "./proposals.tsx";
import { ReconcileSection } from "./reconcile-section.tsx";
import type { SinkActions, SinkPowers } from "./sink-actions.ts";
import { Compared, When } from "./sink-list.tsx";
import { settingsOf } from "./sink-settings.tsx";
import { SinkStateWords } from "./sink-state.tsx";

type Props = { sink: SinkDetails; now: Date; powers: SinkPowers; actions: SinkActions };

export function SinkPanel({ sink, now, powers, actions }: Props) {
  const { id } = sink;
  return (
    <div className="flex flex-col gap-6">
      <div className="grid items-start gap-6 xl:grid-cols-2">
        <CardSection
          title="State"
          actions={
            <>
              {powers.configures && (
                <OneButtonForm action={actions.testAction} fields={{ id }}>
                  Send a test
                </OneButtonForm>
              )}
              <LinkButton href={auditHref({ targetKind: "sink", targetId: id })} size="sm">
                Its history in the log
              </LinkButton>
            </>
          }
        >
          <DefinitionList items={stateOf(sink, now)} />
        </CardSection>
        <CardSection title="Settings" description="Two people change them.">
          <DefinitionList items={settingsOf(sink)} />
        </CardSection>
      </div>
      <DeadLetters sink={sink} now={now} powers={powers} replay={actions.replayAction} />
      {powers.configures && (
        <ReconcileSection sink={sink} now={now} reconcile={actions.reconcileAction} />
      )}
      {powers.configures && powers.isFresh && (
        <Proposals sink={sink} propose={actions.proposeAction} />
      )}
    </div>
  );
}

function stateOf(sink: SinkDetails, now: Date): Definition[] {
  const { checkpointAt, checkpointSize, comparedFrom, failures, lastSentAt } = sink;
  return [
    { term: "Now", value: <SinkStateWords sink={sink} now={now} /> },
    ...(failures > 0
      ? [{ term: "Failures", value: `${failures.toLocaleString("en")} in a row` }]
      : []),
    { term: "Last sent", value: <When at={lastSentAt} now={now} never="Never" /> },
    {
      term: "Checkpoint told",
      value:
        checkpointAt === null ? (
          "None yet"
        ) : (
          <>
            over {checkpointSize.toLocaleString("en")} records, signed{" "}
            <When at={checkpointAt} now={now} never="" />
          </>
        ),
    },
    { term: "Compared", value: <Compared sink={sink} now={now} /> },
    ...(comparedFrom === null
      ? []
      : [
          {
            term: "Not compared",
            value: `Records before place ${comparedFrom.toLocaleString("en")} in the log: they were sent by the settings before, which the record of the change names.`,
          },
        ]),
  ];
}
