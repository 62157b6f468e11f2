import { CircleCheck, CirclePause, CircleX } from "lucide-react";
import type { PublisherView } from "#lib/publishing/list-publishers.ts";
import { Disclosure } from "#components/admin/disclosure.tsx";
import { OneButtonForm } from "#components/admin/one-button-form.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { ConfirmButton } from "#components/ui/confirm-button.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { PublisherActions } from "./publisher-actions.ts";
import { ChangePublisherForm } from "./publisher-form.tsx";

type Props = { publisher: PublisherView; now: Date; actions: PublisherActions };

export function PublisherCard({ publisher, now, actions }: Props) {
  const { id, name, enabled, problem } = publisher;
  return (
    <CardSection
      title={name}
      description={<code className="[overflow-wrap:anywhere]">{publisher.issuer}</code>}
      actions={<PublisherState {...publisher} />}
    >
      {problem && (
        <Callout tone="danger" title="It cannot publish now" className="mb-4">
          {publisher.person.name}: {problem} Name somebody else under Edit.
        </Callout>
      )}
      <DefinitionList items={facts(publisher, now)} />
      <div className="mt-4 flex flex-wrap items-center gap-2 border-t border-line pt-4">
        <OneButtonForm
          action={actions.pausePublisherAction}
          fields={{ id, enabled: String(!enabled) }}
        >
          {enabled ? "Pause" : "Resume"}
          <span className="sr-only"> {name}</span>
        </OneButtonForm>
        <ConfirmButton
          size="sm"
          title={`Remove ${name}?`}
          description="Its pipelines can publish no more, at once. What they asked for stays."
          confirmLabel="Remove publisher"
          action={actions.removePublisherAction}
          fields={{ id }}
        >
          Remove…<span className="sr-only"> {name}</span>
        </ConfirmButton>
      </div>
      <div className="mt-3">
        <Disclosure
          label={
            <>
              Edit<span className="sr-only"> {name}</span>
            </>
          }
        >
          <ChangePublisherForm publisher={publisher} save={actions.changePublisherAction} />
        </Disclosure>
      </div>
    </CardSection>
  );
}

function PublisherState({ enabled, problem }: PublisherView) {
  if (!enabled)
    return (
      <Badge tone="warning" icon={CirclePause}>
        Paused
      </Badge>
    );
  return problem ? (
    <Badge tone="danger" icon={CircleX}>
      Cannot publish
    </Badge>
  ) : (
    <Badge tone="success" icon={CircleCheck}>
      Trusted
    </Badge>
  );
}

function facts(publisher: PublisherView, now: Date) {
  const { person, lastUse, allowedHosts } = publisher;
  const teams = person.teams.length > 0 ? ` (${person.teams.join(", ")})` : "";
  return [
    { term: "May publish", value: <Lines of={publisher.names} /> },
    {
      term: "If the token says",
      value: (
        <Lines
          of={Object.entries(publisher.claims).map(([claim, value]) => `${claim} = ${value}`)}
        />
      ),
    },
    { term: "And is made for", value: <code>{publisher.audience}</code> },
    { term: "In the name of", value: `${person.name}${teams}` },
    ...(allowedHosts.length > 0
      ? [{ term: "Internal hosts", value: <Lines of={allowedHosts} /> }]
      : []),
    {
      term: "Last used",
      value: lastUse ? (
        <>
          <RelativeTime at={lastUse.at} now={now} />, by <code>{lastUse.subject}</code>
        </>
      ) : (
        "not in the last 90 days"
      ),
    },
  ];
}

function Lines({ of: lines }: { of: readonly string[] }) {
  return (
    <ul>
      {lines.map((line) => (
        <li key={line}>
          <code className="[overflow-wrap:anywhere]">{line}</code>
        </li>
      ))}
    </ul>
  );
}
