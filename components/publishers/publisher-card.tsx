import { CircleCheck, CirclePause, CircleX } from "lucide-react";
import type { PublisherView } from "#lib/publishing/list-publishers.ts";
import { CardControls } from "#components/admin/card-controls.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { CardSection } from "#components/ui/card.tsx";
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
      <CardControls
        id={id}
        name={name}
        pause={{
          enabled,
          word: enabled ? "Pause" : "Resume",
          action: actions.pausePublisherAction,
        }}
        remove={{
          description: "Its pipelines can publish no more, at once. What they asked for stays.",
          label: "Remove publisher",
          action: actions.removePublisherAction,
        }}
      >
        <ChangePublisherForm publisher={publisher} save={actions.changePublisherAction} />
      </CardControls>
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
