import { CircleCheck, CircleX, TriangleAlert } from "lucide-react";
import { Disclosure } from "#components/admin/disclosure.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Table, type Column } from "#components/ui/table.tsx";
import {
  ageInWords,
  END_WORDS,
  type AnchorFacts,
  type ProcessFacts,
  type SinkFacts,
} from "#lib/audit/core/completeness.ts";
import type { EpochView, LogCompleteness } from "#lib/audit/get-completeness.ts";

const ago = (seconds: number | null, never: string) =>
  seconds === null ? never : `${ageInWords(seconds)} ago`;

const None = ({ children }: { children: string }) => <p className="p-4 text-muted">{children}</p>;

const PROCESSES: readonly Column<ProcessFacts>[] = [
  { key: "process", header: "Process", primary: true, cell: ({ process }) => process },
  {
    key: "beat",
    header: "Last heartbeat",
    cell: ({ lastSeconds }) => ago(lastSeconds, "None in the last hour"),
  },
  { key: "held", header: "Writers held", numeric: true, cell: ({ held }) => held },
  { key: "lapsed", header: "Left open", numeric: true, cell: ({ lapsed }) => lapsed },
];

export function Processes({ processes }: { processes: readonly ProcessFacts[] }) {
  return (
    <Table
      caption="Signs of life"
      columns={PROCESSES}
      rows={processes}
      rowKey={({ process }) => process}
      empty={<None>No process has written in the last hour.</None>}
    />
  );
}

const ANCHOR_NAMES: Readonly<Record<string, string>> = {
  directory: "Folder or object store",
  webhook: "Signed webhook",
  witness: "Witness",
};

const ANCHORS: readonly Column<AnchorFacts>[] = [
  {
    key: "anchor",
    header: "Where",
    primary: true,
    cell: ({ anchor }) => ANCHOR_NAMES[anchor] ?? anchor,
  },
  {
    key: "state",
    header: "State",
    cell: ({ state, detail }) => (
      <span className="flex flex-col items-start gap-0.5">
        {state === "done" ? (
          <Badge icon={CircleCheck} tone="success">
            Taken
          </Badge>
        ) : state === "failed" ? (
          <Badge icon={TriangleAlert} tone="warning">
            Failed
          </Badge>
        ) : (
          <Badge icon={CircleX} tone="danger">
            Alarm
          </Badge>
        )}
        {detail !== null && <span className="wrap-anywhere text-subtle">{detail}</span>}
      </span>
    ),
  },
  { key: "last", header: "Last taken", cell: (row) => ago(row.lastDoneSeconds, "Never") },
  {
    key: "size",
    header: "Over records",
    numeric: true,
    cell: ({ lastSize }) => lastSize?.toLocaleString("en") ?? "–",
  },
];

export function Anchors({ anchors }: { anchors: readonly AnchorFacts[] }) {
  return (
    <Table
      caption="Copies of checkpoints outside"
      columns={ANCHORS}
      rows={anchors}
      rowKey={({ anchor }) => anchor}
      empty={
        <None>
          None is set up. Set AUDIT_ANCHOR_DIR, AUDIT_ANCHOR_WEBHOOK_URL or AUDIT_WITNESS_URL for
          the worker.
        </None>
      }
    />
  );
}

const SINKS: readonly Column<SinkFacts>[] = [
  { key: "name", header: "Sink", primary: true, cell: ({ name }) => name },
  { key: "state", header: "State", cell: (sink) => <SinkState sink={sink} /> },
  {
    key: "lag",
    header: "Records behind",
    numeric: true,
    cell: ({ lagRecords }) => lagRecords.toLocaleString("en"),
  },
  {
    key: "letters",
    header: "Not taken",
    numeric: true,
    cell: ({ letters }) => letters.toLocaleString("en"),
  },
  { key: "sent", header: "Last sent", cell: (sink) => ago(sink.lastSentSeconds, "Never") },
];

function SinkState({ sink: { enabled, paused, failures, lastError } }: { sink: SinkFacts }) {
  if (!enabled) return <Badge>Switched off</Badge>;
  if (!paused && failures === 0)
    return (
      <Badge icon={CircleCheck} tone="success">
        Sending
      </Badge>
    );
  return (
    <span className="flex flex-col items-start gap-0.5">
      <Badge icon={TriangleAlert} tone="warning">
        {paused ? "Pausing after failures" : "Failing"}
      </Badge>
      {lastError !== null && <span className="wrap-anywhere text-subtle">{lastError}</span>}
    </span>
  );
}

export function LogSinks({ sinks }: { sinks: readonly SinkFacts[] }) {
  return (
    <Table
      caption="Sinks"
      columns={SINKS}
      rows={sinks}
      rowKey={({ name }) => name}
      empty={<None>Records are not shipped anywhere.</None>}
    />
  );
}

const epochColumns = (now: Date): readonly Column<EpochView>[] => [
  {
    key: "writer",
    header: "Writer",
    primary: true,
    cell: ({ writer, epoch }) => `${writer}, epoch ${epoch}`,
  },
  {
    key: "opened",
    header: "Opened",
    cell: ({ openedAt }) => <RelativeTime at={openedAt} now={now} />,
  },
  { key: "end", header: "How it ended", cell: ({ end }) => <End end={end} /> },
  {
    key: "sequenced",
    header: "Records in the tree",
    numeric: true,
    cell: ({ sequenced }) => sequenced.toLocaleString("en"),
  },
];

function End({ end }: Pick<EpochView, "end">) {
  const words = capital(END_WORDS[end]);
  if (end === "open" || end === "closed") return words;
  return (
    <Badge icon={TriangleAlert} tone="warning">
      {words}
    </Badge>
  );
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

type EpochsProps = Pick<LogCompleteness, "writers" | "epochs" | "ends"> & { now: Date };

export function Epochs({ writers, epochs, ends, now }: EpochsProps) {
  return (
    <>
      <p className="px-4 py-3 text-muted">
        {writers === 1 ? "One writer" : `${writers.toLocaleString("en")} writers`}, one chain of
        records each. Epochs of the last 90 days:{" "}
        {ends.map(({ end, count }) => `${count.toLocaleString("en")} ${END_WORDS[end]}`).join("; ")}
        .
      </p>
      <div className="px-4 pb-3">
        <Disclosure label={`The newest ${epochs.length} epochs`} wide>
          <Table
            caption="The newest epochs"
            columns={epochColumns(now)}
            rows={epochs}
            rowKey={({ writer, epoch }) => `${writer} ${epoch}`}
          />
        </Disclosure>
      </div>
    </>
  );
}
