import { Send } from "lucide-react";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Card } from "#components/ui/card.tsx";
import { TextLink } from "#components/ui/link.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Table, type Column } from "#components/ui/table.tsx";
import { sinkPlace } from "#lib/audit-changes/core/change-facts.ts";
import type { Days } from "#lib/audit-sinks/core/days.ts";
import { FORMAT_LABELS, KIND_FACTS } from "#lib/audit-sinks/core/sink-kinds.ts";
import { NEW_SINK_PATH, sinkPath } from "#lib/audit-sinks/core/sink-paths.ts";
import type { SinkView } from "#lib/audit-sinks/sink-view.ts";
import { isComparisonLate, leftOutWords } from "#lib/audit-sinks/core/sink-words.ts";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import { filterWords } from "./filter-words.ts";
import { SinkStateWords } from "./sink-state.tsx";

type Props = { sinks: readonly SinkView[]; now: Date; configures: boolean };

export function SinkList({ sinks, now, configures }: Props) {
  return (
    <Card className="overflow-hidden">
      <Table
        caption="Sinks"
        columns={columns(now)}
        rows={sinks}
        rowKey={({ id }) => id}
        empty={<NoSink configures={configures} />}
      />
    </Card>
  );
}

const columns = (now: Date): Column<SinkView>[] => [
  {
    key: "name",
    header: "Sink",
    primary: true,
    cell: ({ id, name, kind, format }) => (
      <span className="flex flex-col">
        <TextLink href={sinkPath(id)} className="font-medium wrap-anywhere">
          {showHidden(name)}
        </TextLink>
        <span className="text-subtle">{KIND_FACTS[kind].label}</span>
        <span className="text-subtle">{FORMAT_LABELS[format]}</span>
      </span>
    ),
  },
  {
    key: "place",
    header: "Where to",
    className: "sm:min-w-32",
    cell: ({ config }) => <code className="wrap-anywhere">{sinkPlace(config).place}</code>,
  },
  {
    key: "filter",
    header: "What it gets",
    className: "sm:max-w-56",
    cell: ({ filter }) => <span className="wrap-anywhere">{filterWords(filter)}</span>,
  },
  {
    key: "state",
    header: "State",
    className: "sm:min-w-56",
    cell: (sink) => <SinkStateWords sink={sink} now={now} />,
  },
  {
    key: "sent",
    header: "Last sent",
    cell: ({ lastSentAt }) => <When at={lastSentAt} now={now} never="Never" />,
  },
  {
    key: "checkpoint",
    header: "Checkpoint told",
    cell: ({ checkpointAt }) => <When at={checkpointAt} now={now} never="None yet" />,
  },
  {
    key: "compared",
    header: "Compared",
    cell: (sink) => <Compared sink={sink} now={now} />,
  },
];

export function When({ at, now, never }: { at: Date | null; now: Date; never: string }) {
  return at === null ? never : <RelativeTime at={at} now={now} />;
}

/** The last time that what was sent was held against what is there, and what is overdue. */
export function Compared({ sink, now }: { sink: SinkView; now: Date }) {
  const { lastReconciled, uncompared } = sink;
  return (
    <span className="flex flex-col">
      {lastReconciled === null ? (
        "Never"
      ) : (
        <>
          <RelativeTime at={lastReconciled.at} now={now} />
          <Missing count={lastReconciled.missing} />
          <LeftOut days={lastReconciled.leftOut} />
        </>
      )}
      {uncompared && isComparisonLate(sink, now) && (
        <span className="text-warning-text">Overdue: sent from {uncompared.firstDay} on</span>
      )}
    </span>
  );
}

function Missing({ count }: { count: number }) {
  if (count === 0) return <span className="text-subtle">all there</span>;
  return <span className="text-danger-text">{count.toLocaleString("en")} missing, sent again</span>;
}

function LeftOut({ days }: { days: Days | null }) {
  if (days === null) return null;
  return <span className="text-warning-text">{leftOutWords(days)}</span>;
}

function NoSink({ configures }: { configures: boolean }) {
  return (
    <EmptyState
      title="The log is not shipped anywhere"
      icon={Send}
      actions={
        configures && (
          <LinkButton href={NEW_SINK_PATH} variant="primary">
            Add a sink
          </LinkButton>
        )
      }
    >
      {configures
        ? "Propose a place: an OpenTelemetry collector, syslog, Splunk, a webhook, an object store or files. Somebody else confirms it."
        : "An administrator proposes where it goes, and somebody else confirms it."}
    </EmptyState>
  );
}
