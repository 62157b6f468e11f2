import { Disclosure } from "#components/admin/disclosure.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { PolicyList } from "#lib/reviews/list-policies.ts";
import { DraftCard } from "./draft-card.tsx";
import type { PolicyActions } from "./policy-actions.ts";
import { PolicyForm } from "./policy-form.tsx";
import { PolicyHistory } from "./policy-history.tsx";
import { PolicyTable } from "./policy-table.tsx";

type Props = { list: PolicyList; manages: boolean; now: Date; actions: PolicyActions };

export function PolicyPanel({ list, manages, now, actions }: Props) {
  const { inForce, draft, versions, total, teams } = list;
  return (
    <div className="flex flex-col gap-6">
      {draft && <DraftCard draft={draft} now={now} actions={actions} />}
      <CardSection
        title={`In force: version ${inForce.version}`}
        description={
          inForce.publishedAt && (
            <>
              Since <RelativeTime at={inForce.publishedAt} now={now} />, for requests submitted
              since then.
            </>
          )
        }
        flush
      >
        <PolicyTable policy={inForce} caption="What a review takes, by risk tier" />
      </CardSection>
      {manages ? (
        <CardSection
          title={draft ? "Replace the draft" : "Change the policy"}
          description="Four eyes: one administrator writes a version, another publishes it."
        >
          <Disclosure wide label={draft ? "Edit a copy of the draft" : "Write a new version"}>
            <PolicyForm
              key={inForce.version}
              rules={(draft ?? inForce).rules}
              teams={teams}
              replaces={draft?.version ?? null}
              save={actions.draftPolicyAction}
            />
          </Disclosure>
        </CardSection>
      ) : (
        <p className="text-sm text-subtle">
          Administrators change this policy, two of them together.
        </p>
      )}
      <PolicyHistory versions={versions} total={total} now={now} />
    </div>
  );
}
