import {
  CircleAlert,
  CircleCheck,
  CirclePause,
  Hourglass,
  Send,
  TriangleAlert,
  type LucideIcon,
} from "lucide-react";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import { LocalTime } from "#components/ui/local-time.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { countWords, sinkState, type SinkState } from "#lib/audit-sinks/core/sink-words.ts";
import type { SinkView } from "#lib/audit-sinks/sink-view.ts";

const LOOKS: Record<SinkState, { label: string; tone: Tone; icon: LucideIcon }> = {
  off: { label: "Switched off", tone: "neutral", icon: CirclePause },
  rests: { label: "Rests after failures", tone: "danger", icon: CircleAlert },
  failing: { label: "Failing", tone: "danger", icon: CircleAlert },
  behind: { label: "Behind", tone: "warning", icon: Hourglass },
  sending: { label: "Sending", tone: "info", icon: Send },
  current: { label: "Up to date", tone: "success", icon: CircleCheck },
};

type Props = { sink: SinkView; now: Date };

export function SinkBadge({ sink, now }: Props) {
  const { label, tone, icon } = LOOKS[sinkState(sink, now)];
  return (
    <Badge tone={tone} icon={icon}>
      {label}
    </Badge>
  );
}

/** How a sink is in plain words: what waits, why, and what is left for somebody to do. */
export function SinkStateWords({ sink, now }: Props) {
  const { letters, asked, lost, lastError, restsUntil } = sink;
  const state = sinkState(sink, now);
  return (
    <div className="flex flex-col items-start gap-1">
      <SinkBadge sink={sink} now={now} />
      {(state === "rests" || state === "failing") && (
        <span className="max-w-prose wrap-anywhere text-muted">
          {state === "rests" && restsUntil ? (
            <>
              Tried again <Soon at={restsUntil} now={now} />
            </>
          ) : (
            "Tried again at once"
          )}
          {lastError !== null && `, because: ${lastError}`}
        </span>
      )}
      <Lag sink={sink} now={now} />
      {letters > 0 && (
        <span className="inline-flex items-center gap-1 text-danger-text">
          <TriangleAlert aria-hidden className="size-3.5 shrink-0" />
          {countWords(letters, "dead letter")}
        </span>
      )}
      <Lost lost={lost} />
      {asked > 0 && (
        <span className="text-subtle">
          {countWords(asked, "dead letter")} on {asked === 1 ? "its" : "their"} way again
        </span>
      )}
    </div>
  );
}

function Lag({ sink: { lag, waitingSince }, now }: Props) {
  if (lag === 0) return null;
  return (
    <span className="text-subtle">
      {countWords(lag, "record")} behind
      {waitingSince && (
        <>
          , the first is from <RelativeTime at={waitingSince} now={now} />
        </>
      )}
    </span>
  );
}

function Lost({ lost }: Pick<SinkView, "lost">) {
  if (lost === 0) return null;
  return (
    <span className="text-danger-text">
      {countWords(lost, "record")} removed by age before it got {lost === 1 ? "it" : "them"}
    </span>
  );
}

function Soon({ at, now }: { at: Date; now: Date }) {
  const seconds = Math.max(1, Math.round((at.getTime() - now.getTime()) / 1_000));
  const words = seconds < 90 ? countWords(seconds, "second") : countWords(Math.round(seconds / 60), "minute"); // prettier-ignore
  return <LocalTime iso={at.toISOString()}>in {words}</LocalTime>;
}
