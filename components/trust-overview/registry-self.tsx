import { CircleCheck, CircleDashed, CircleX, MonitorDown } from "lucide-react";
import { Badge } from "#components/ui/badge.tsx";
import { Table, type Column } from "#components/ui/table.tsx";
import type { SelfResult, SelfStatus } from "#lib/trust/core/registry-self.ts";
import { ControlCode } from "./control-code.tsx";

const LOOKS = {
  met: { label: "Met", tone: "success", icon: CircleCheck },
  partly: { label: "Partly met", tone: "warning", icon: CircleDashed },
  not_met: { label: "Not met", tone: "danger", icon: CircleX },
  client: { label: "Client's duty", tone: "neutral", icon: MonitorDown },
} as const satisfies Record<SelfStatus, object>;

/** What the framework asks of the registry itself, and of clients, with what is true here. */
export function RegistrySelf({ results }: { results: readonly SelfResult[] }) {
  return (
    <Table
      caption="What MTF asks of the registry itself and of installing clients"
      columns={COLUMNS}
      rows={results}
      rowKey={({ control }) => control}
    />
  );
}

const COLUMNS: readonly Column<SelfResult>[] = [
  {
    key: "control",
    header: "Control",
    primary: true,
    className: "min-w-44",
    cell: ({ title, control }) => (
      <>
        {title} <ControlCode code={control} />
      </>
    ),
  },
  { key: "level", header: "From level", cell: ({ level }) => `L${level}` },
  {
    key: "status",
    header: "Status",
    cell: ({ status }) => {
      const { label, ...look } = LOOKS[status];
      return <Badge {...look}>{label}</Badge>;
    },
  },
  { key: "reason", header: "Why", className: "max-w-prose", cell: ({ reason }) => reason },
];
