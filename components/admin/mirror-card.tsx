import { CircleCheck, CirclePause, CircleX, LoaderCircle } from "lucide-react";
import type { MirrorSourceView } from "#lib/mirror/mirror-view.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { CardControls } from "./card-controls.tsx";
import { MirrorForm } from "./mirror-form.tsx";
import type { MirrorActions } from "./mirror-actions.ts";
import { OneButtonForm } from "./one-button-form.tsx";

type Props = { source: MirrorSourceView; manages: boolean; now: Date; actions: MirrorActions };

export function MirrorCard({ source, manages, now, actions }: Props) {
  const { id, name, enabled, lastError } = source;
  return (
    <CardSection
      title={name}
      description={<code className="[overflow-wrap:anywhere]">{source.url}</code>}
      actions={<MirrorState {...source} />}
    >
      {lastError && (
        <Callout tone="danger" title="The last run failed" className="mb-4">
          {lastError} {enabled && "The next run goes on where it stopped."}
        </Callout>
      )}
      <DefinitionList items={facts(source, now)} />
      {manages && (
        <CardControls
          id={id}
          name={name}
          pause={{
            enabled,
            word: enabled ? "Pause" : "Resume",
            action: actions.pauseMirrorAction,
          }}
          remove={{
            description: `It is not read any more. The ${source.serverCount.toLocaleString("en")} servers that came from it stay, with their past runs.`,
            label: "Remove mirror",
            action: actions.removeMirrorAction,
          }}
          first={
            enabled &&
            !source.running && (
              <OneButtonForm action={actions.runMirrorAction} fields={{ id }}>
                Run now<span className="sr-only">: {name}</span>
              </OneButtonForm>
            )
          }
        >
          <MirrorForm source={source} save={actions.changeMirrorAction} />
        </CardControls>
      )}
    </CardSection>
  );
}

function MirrorState({ enabled, running, lastError }: MirrorSourceView) {
  if (running)
    return (
      <Badge tone="info" icon={LoaderCircle}>
        Running
      </Badge>
    );
  if (!enabled)
    return (
      <Badge tone="warning" icon={CirclePause}>
        Paused
      </Badge>
    );
  return lastError ? (
    <Badge tone="danger" icon={CircleX}>
      Failing
    </Badge>
  ) : (
    <Badge tone="success" icon={CircleCheck}>
      Every hour
    </Badge>
  );
}

function facts(source: MirrorSourceView, now: Date) {
  const when = (at: Date | null) => (at ? <RelativeTime at={at} now={now} /> : "never");
  const arriving = [
    source.approve ? "approved at once" : "as candidates",
    source.expose && "exposed in the anonymous feed",
  ].filter(Boolean);
  return [
    { term: "Servers from here", value: source.serverCount.toLocaleString("en") },
    { term: "Last run", value: when(source.lastRunAt) },
    { term: "Last success", value: when(source.lastSuccessAt) },
    ...(source.interrupted
      ? [{ term: "Interrupted", value: "The next run goes on where it stopped" }]
      : []),
    {
      term: "Next asks for",
      value: source.updatedSince ? (
        <>changes since {when(source.updatedSince)}</>
      ) : (
        "everything, as it is the first time"
      ),
    },
    { term: "What arrives", value: arriving.join(", ") },
    {
      term: "Internal hosts",
      value:
        source.allowedHosts.length > 0 ? (
          <code>{source.allowedHosts.join(", ")}</code>
        ) : (
          "none allowed"
        ),
    },
  ];
}
