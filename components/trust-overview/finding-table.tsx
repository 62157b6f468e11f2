import { SeverityChip } from "#components/trust/trust-chips.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Table, type Column } from "#components/ui/table.tsx";
import type { ListedFinding } from "#lib/trust/overview/list-open-findings.ts";
import { ControlCode } from "./control-code.tsx";
import { OwnerCell, SERVER_CELL, ServerCell } from "./listed-server.tsx";

type Props = { findings: readonly ListedFinding[]; now: Date };

export function FindingTable({ findings, now }: Props) {
  return (
    <Table
      caption="Open findings"
      columns={columnsAt(now)}
      rows={findings}
      rowKey={({ server, option, control, code, severity, title }) =>
        [server.name, option, control, code, severity, title].join(" ")
      }
    />
  );
}

const columnsAt = (now: Date): Column<ListedFinding>[] => [
  {
    key: "finding",
    header: "Finding",
    primary: true,
    className: "min-w-52 max-w-md wrap-anywhere",
    cell: (finding) => <Found finding={finding} />,
  },
  {
    key: "severity",
    header: "Severity",
    cell: ({ severity }) => <SeverityChip severity={severity} />,
  },
  {
    key: "server",
    header: "Server",
    className: SERVER_CELL,
    cell: ({ server, control }) => <ServerCell server={server} control={control} />,
  },
  { key: "owner", header: "Owner", cell: ({ server }) => <OwnerCell server={server} /> },
  {
    key: "since",
    header: "Open since",
    cell: ({ since }) => <RelativeTime at={since} now={now} />,
  },
];

function Found({ finding }: { finding: ListedFinding }) {
  const { title, controlTitle, code, file, line, places } = finding;
  return (
    <>
      {title}
      <span className="block text-xs text-subtle">
        {controlTitle} <ControlCode code={code} />
      </span>
      {file !== null && (
        <span className="block font-mono text-xs text-subtle">
          {file}
          {line !== null && `:${line}`}
          {places > 1 && ` and ${places - 1} more`}
        </span>
      )}
    </>
  );
}
