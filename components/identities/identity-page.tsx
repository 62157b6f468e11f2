import { METHOD_WORDS } from "#lib/publishers/core/words.ts";
import type { IdentityDetail } from "#lib/publishers/get-identity.ts";
import { OneButtonForm } from "#components/admin/one-button-form.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { ConfirmButton } from "#components/ui/confirm-button.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { TextLink } from "#components/ui/link.tsx";
import { ExactDate, RelativeTime } from "#components/ui/relative-time.tsx";
import type { IdentityActions } from "./identity-actions.ts";
import { IdentityBadge } from "./identity-badge.tsx";
import { HandOverForm, NamespacesForm, type TeamOption } from "./identity-forms.tsx";
import { ProofChecks } from "./proof-checks.tsx";
import { ProofGuide } from "./proof-guide.tsx";

type Props = {
  publisher: IdentityDetail;
  /** Whom it may be handed over to. */
  teams: readonly TeamOption[];
  now: Date;
  actions: IdentityActions;
};

export function IdentityPage({ publisher, teams, now, actions }: Props) {
  const { id, handover, mayManage, mayVerify, kind } = publisher;
  return (
    <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_24rem]">
      <div className="flex min-w-0 flex-col gap-4">
        {handover && (
          <Callout
            tone="warning"
            title={`It is being handed over to ${handover.team.name}`}
            actions={
              (mayManage || mayVerify) && (
                <OneButtonForm action={actions.stopHandoverAction} fields={{ id }}>
                  Stop the handover
                </OneButtonForm>
              )
            }
          >
            It takes effect on <ExactDate at={handover.at} />. Until then an administrator, or the
            team that gives it away, can stop it.
          </Callout>
        )}
        <CardSection title="Identity" actions={<IdentityBadge words={publisher.words} />}>
          <p className="mb-3 max-w-prose break-words">{publisher.words.text}</p>
          <DefinitionList items={facts(publisher, now)} />
        </CardSection>
        {publisher.proof && (
          <ProofGuide publisher={publisher} proof={publisher.proof} verify={actions} />
        )}
        {kind === "domain" && <ProofChecks checks={publisher.checks} now={now} />}
      </div>
      {mayManage && (
        <div className="flex min-w-0 flex-col gap-4">
          <CardSection title="Namespaces">
            <NamespacesForm publisher={publisher} save={actions.changeNamespacesAction} />
          </CardSection>
          {kind !== "team" && handover === null && (
            <CardSection title="Hand over">
              <HandOverForm
                publisher={publisher}
                teams={teams}
                save={actions.handOverIdentityAction}
              />
            </CardSection>
          )}
          <CardSection title="Remove">
            <ConfirmButton
              action={actions.removeIdentityAction}
              fields={{ id }}
              title={`Remove ${publisher.name}?`}
              description="Its namespaces are nobody's from then on. Checks of its proof stay on record."
              confirmLabel="Remove publisher"
            >
              Remove…
            </ConfirmButton>
          </CardSection>
        </div>
      )}
    </div>
  );
}

function facts(publisher: IdentityDetail, now: Date) {
  const { identity, namespaces, team, method, provenAt, checkedAt, ownNamespace } = publisher;
  return [
    { term: "Known by", value: <code className="[overflow-wrap:anywhere]">{identity}</code> },
    {
      term: "Namespaces",
      value:
        namespaces.length === 0
          ? "None"
          : namespaces.map((one) => (
              <code key={one} className="block [overflow-wrap:anywhere]">
                {`${one}/*`}
              </code>
            )),
    },
    {
      term: "Publishes here",
      value:
        team === null ? (
          "Nobody in the company"
        ) : (
          <TextLink href={`/teams/${team.slug}`}>{team.name}</TextLink>
        ),
    },
    ...(method === null
      ? []
      : [
          {
            term: "Proven",
            value: (
              <>
                {METHOD_WORDS[method]}
                {provenAt && (
                  <>
                    , since <ExactDate at={provenAt} />
                  </>
                )}
                {method === "well_known" && ownNamespace !== null && (
                  <span className="block text-sm text-subtle">
                    A file proves {ownNamespace} alone; a DNS record also what is below it.
                  </span>
                )}
              </>
            ),
          },
        ]),
    ...(checkedAt === null
      ? []
      : [{ term: "Last looked at", value: <RelativeTime at={checkedAt} now={now} /> }]),
  ];
}
