import { Disclosure } from "#components/admin/disclosure.tsx";
import { ProposeForm } from "#components/audit-changes/propose-form.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { KIND_WORDS } from "#lib/audit-changes/core/kinds.ts";
import type { SinkView } from "#lib/audit-sinks/sink-view.ts";
import type { Action } from "./sink-actions.ts";
import { SinkForm } from "./sink-form.tsx";

type Props = { sink: SinkView; propose: Action };

/** What takes two people: each of these only asks the second one. */
export function Proposals({ sink, propose }: Props) {
  const { id, kind, enabled } = sink;
  const sinkId = <input type="hidden" name="payload.sinkId" value={id} />;
  return (
    <CardSection
      title="Propose"
      description="Nothing changes until another administrator or somebody of security confirms it."
    >
      <div className="flex flex-col gap-2">
        <Disclosure label="A change">
          <p className="mb-3 max-w-prose text-muted">
            Where the kind, the place or the filter changes, what was sent until then is compared
            with what is there no more: compare it before.
          </p>
          <SinkForm kind={kind} sink={sink} propose={propose} />
        </Disclosure>
        <Disclosure label={enabled ? "To switch it off" : "To switch it on"}>
          <ProposeForm
            kind="sink.change"
            propose={propose}
            submitLabel={enabled ? "Propose to switch it off" : "Propose to switch it on"}
          >
            {sinkId}
            <input type="hidden" name="payload.enabled" value={String(!enabled)} />
            <p className="text-muted">
              {enabled
                ? "Nothing is sent to it any more. Switched on again, it gets what happened meanwhile, but for records that were removed by age: they do not wait for it."
                : "It gets what happened meanwhile, in order, but for records that were removed by age."}
            </p>
          </ProposeForm>
        </Disclosure>
        <Disclosure label="To remove it">
          <ProposeForm kind="sink.remove" propose={propose} submitLabel="Propose to remove it">
            {sinkId}
            <p className="text-muted">{KIND_WORDS["sink.remove"].does}</p>
          </ProposeForm>
        </Disclosure>
      </div>
    </CardSection>
  );
}
