import { Inbox } from "lucide-react";
import type { ImportRunView } from "#lib/imports/run-view.ts";
import { CardSection } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Link } from "#components/ui/link.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Table, type Column } from "#components/ui/table.tsx";
import { LiveRuns } from "./live-runs.tsx";
import { OUTCOME_ORDER, OUTCOME_WORDS, RunStatus } from "./run-words.tsx";

type Props = { runs: readonly ImportRunView[]; now: Date; title?: string };

export function ImportRuns({ runs, now, title = "Runs" }: Props) {
  const running = runs.filter((run) => run.status === "running").map((run) => run.id);
  return (
    <CardSection title={title} description="The newest first, mirrors' runs among them." flush>
      <LiveRuns running={running} />
      <Table
        caption="Import runs"
        columns={columns(now)}
        rows={runs}
        rowKey={(run) => run.id}
        empty={
          <div className="p-4">
            <EmptyState title="Nothing has been imported yet" icon={Inbox}>
              Choose a file or an address above, add a mirror, or use{" "}
              <code>npm run gatehouse -- import FILE</code>.
            </EmptyState>
          </div>
        }
      />
    </CardSection>
  );
}

function columns(now: Date): Column<ImportRunView>[] {
  return [
    {
      key: "label",
      header: "From",
      primary: true,
      cell: (run) => (
        <span className="flex flex-col">
          <Link
            href={`/admin/import/${run.id}`}
            className="font-medium [overflow-wrap:anywhere] hover:text-accent-text hover:underline"
          >
            {run.label}
          </Link>
          <span className="text-subtle">
            {run.source ? "Mirror" : (run.startedBy ?? "Command line")}
          </span>
        </span>
      ),
    },
    { key: "status", header: "Status", cell: (run) => <RunStatus status={run.status} /> },
    ...OUTCOME_ORDER.map((outcome) => ({
      key: outcome,
      header: OUTCOME_WORDS[outcome].label,
      className: "tabular-nums sm:text-right",
      cell: ({ counts }: ImportRunView) => (
        <span
          className={
            outcome === "refused" && counts.refused > 0 ? "font-medium text-danger-text" : ""
          }
        >
          {counts[outcome].toLocaleString("en")}
        </span>
      ),
    })),
    {
      key: "started",
      header: "Started",
      cell: (run) => <RelativeTime at={run.startedAt} now={now} />,
    },
  ];
}
