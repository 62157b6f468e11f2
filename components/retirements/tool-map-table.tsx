import { TriangleAlert } from "lucide-react";
import { Badge } from "#components/ui/badge.tsx";
import { Table, type Column } from "#components/ui/table.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import type { MappedTool } from "#lib/retirements/get-retirement.ts";

const COLUMNS: readonly Column<MappedTool>[] = [
  {
    key: "from",
    header: "Tool",
    primary: true,
    cell: ({ from }) => <code className="break-all">{showHidden(from)}</code>,
  },
  {
    key: "to",
    header: "Use instead",
    cell: ({ to, known }) =>
      to === null ? (
        <span className="text-subtle">Nothing replaces it</span>
      ) : (
        <span className="flex flex-wrap items-center gap-2">
          <code className="break-all">{showHidden(to)}</code>
          {known === false && (
            <Badge tone="warning" icon={TriangleAlert} title="The successor lists no such tool.">
              Not found
            </Badge>
          )}
        </span>
      ),
  },
  {
    key: "note",
    header: "Note",
    cell: ({ note }) => (note === null ? "" : showHidden(note)),
  },
];

/** Which tool of the successor does what a tool of this server did. */
export function ToolMapTable({ tools }: { tools: readonly MappedTool[] }) {
  const noted = tools.some(({ note }) => note !== null);
  return (
    <Table
      caption="Old and new tools"
      rows={tools}
      rowKey={({ from }) => from}
      columns={noted ? COLUMNS : COLUMNS.slice(0, 2)}
    />
  );
}
