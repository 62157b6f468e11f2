import { CardSection } from "#components/ui/card.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { ConfirmButton } from "#components/ui/confirm-button.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Disclosure } from "#components/admin/disclosure.tsx";
import type { PolicyView } from "#lib/reviews/policy-view.ts";
import type { PolicyActions } from "./policy-actions.ts";
import { PolicyChanges } from "./policy-changes.tsx";
import { PolicyTable } from "./policy-table.tsx";

type Props = { draft: PolicyView; now: Date; actions: PolicyActions };

/** The draft that waits for a second administrator. */
export function DraftCard({ draft, now, actions }: Props) {
  const { version, allowed, author, note, changes } = draft;
  const looser = changes.filter((change) => change.looser).length;
  return (
    <CardSection
      title={`Draft: version ${version}`}
      description={
        <>
          Written by {author ?? "somebody whose account is gone"}{" "}
          <RelativeTime at={draft.createdAt} now={now} />, against version {draft.against}.
        </>
      }
      actions={
        <>
          {allowed.includes("discard") && (
            <ConfirmButton
              title={`Discard version ${version}?`}
              description="The policy in force stays as it is. The draft is kept in the history."
              confirmLabel="Discard draft"
              action={actions.discardPolicyAction}
              fields={{ version: String(version) }}
            >
              Discard…
            </ConfirmButton>
          )}
          {allowed.includes("publish") && (
            <ConfirmButton
              variant="primary"
              danger={false}
              title={`Publish version ${version}?`}
              description={consequence(looser)}
              confirmLabel="Publish"
              action={actions.publishPolicyAction}
              fields={{ version: String(version) }}
            >
              Publish…
            </ConfirmButton>
          )}
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {!allowed.includes("publish") && (
          <Callout>
            {draft.own
              ? "You wrote this version, so you cannot publish it: another administrator can."
              : "It takes effect when an administrator other than its author publishes it."}
          </Callout>
        )}
        <p className="max-w-prose wrap-anywhere whitespace-pre-line">{note}</p>
        <PolicyChanges changes={changes} />
      </div>
      <div className="mt-3">
        <Disclosure wide label="The whole draft">
          <PolicyTable policy={draft} caption={`Version ${version} by risk tier`} />
        </Disclosure>
      </div>
    </CardSection>
  );
}

function consequence(looser: number): string {
  const kept =
    "It holds for requests submitted from now on; those under review keep the version they were submitted under.";
  if (looser === 0) return kept;
  return `${looser === 1 ? "One change asks" : `${looser} changes ask`} for less than before. ${kept}`;
}
