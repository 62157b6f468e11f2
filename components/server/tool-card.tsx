import {
  Check,
  ChevronRight,
  CircleHelp,
  OctagonPause,
  TriangleAlert,
  type LucideIcon,
} from "lucide-react";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import { Card } from "#components/ui/card.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Table, type Column } from "#components/ui/table.tsx";
import { hiddenCharacters, showHidden } from "#lib/catalog/core/look-alike.ts";
import { toolArguments, type ToolArgument } from "#lib/catalog/core/tool-arguments.ts";
import { toolHints, type ToolHint } from "#lib/catalog/core/tool-hints.ts";
import type { ServerTool } from "#lib/catalog/list-server-tools.ts";

const LOOKS: Record<ToolHint["meaning"], { tone: Tone; icon: LucideIcon }> = {
  calm: { tone: "success", icon: Check },
  caution: { tone: "warning", icon: TriangleAlert },
  unknown: { tone: "neutral", icon: CircleHelp },
};

type Props = {
  tool: ServerTool;
  /** It changed since it was approved and must not be used until somebody has decided. */
  isHeld?: boolean;
};

export function ToolCard({ tool, isHeld = false }: Props) {
  const hidden = hiddenCharacters(`${tool.name} ${tool.title ?? ""} ${tool.description}`);
  const rows = toolArguments(tool.inputSchema);
  return (
    <Card>
      <article aria-label={tool.name}>
        <div className="flex flex-col gap-2 px-4 py-3">
          <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
            <h2 className="flex min-w-0 items-center gap-1">
              <code className="font-semibold break-all">{showHidden(tool.name)}</code>
              <CopyButton text={tool.name} label={`Copy ${tool.name}`} />
              {tool.title && <span className="text-muted">{showHidden(tool.title)}</span>}
            </h2>
            <ul aria-label="What it says about itself" className="flex flex-wrap gap-1">
              {toolHints(tool.annotations).map(({ key, label, explanation, meaning }) => (
                <li key={key}>
                  <Badge {...LOOKS[meaning]} title={explanation}>
                    {label}
                  </Badge>
                </li>
              ))}
            </ul>
          </div>
          {isHeld && (
            <Badge tone="hold" icon={OctagonPause} className="self-start">
              Held: it is not as it was approved
            </Badge>
          )}
          {hidden.length > 0 && (
            <Badge tone="danger" icon={TriangleAlert} className="self-start">
              Holds {hidden.length} hidden characters
            </Badge>
          )}
          <p className="max-w-prose break-words whitespace-pre-line">
            {showHidden(tool.description) || (
              <span className="text-subtle">It has no description.</span>
            )}
          </p>
        </div>
        <Arguments tool={tool} rows={rows} />
      </article>
    </Card>
  );
}

function Arguments({ tool, rows }: { tool: ServerTool; rows: readonly ToolArgument[] }) {
  if (rows.length === 0)
    return (
      <p className="border-t border-line px-4 py-2 text-sm text-subtle">
        {tool.inputSchema === null ? "Its arguments are not known." : "It takes no arguments."}
      </p>
    );
  const sorted = [...rows].sort((a, b) => Number(b.isRequired) - Number(a.isRequired));
  const isDescribed = rows.some(({ description }) => description !== "");
  return (
    <details className="group border-t border-line">
      <summary className="flex items-start gap-1.5 px-4 py-2 text-sm hover:bg-hover/60">
        <ChevronRight aria-hidden className="mt-0.5 size-4 shrink-0 group-open:rotate-90" />
        <span className="min-w-0 break-words">
          {rows.length === 1 ? "1 argument" : `${rows.length} arguments`}:{" "}
          {sorted.slice(0, 12).map(({ name, isRequired }, at) => (
            <span key={name}>
              {at > 0 && ", "}
              <code className={isRequired ? "font-medium" : "text-subtle"}>
                {showHidden(name)}
                {!isRequired && "?"}
              </code>
            </span>
          ))}
          {rows.length > 12 && ", …"}
        </span>
      </summary>
      <div className="border-t border-line">
        <Table
          caption={`Arguments of ${tool.name}`}
          rows={sorted}
          rowKey={(row) => row.name}
          columns={isDescribed ? [...COLUMNS, DESCRIPTION] : COLUMNS}
        />
      </div>
    </details>
  );
}

const COLUMNS: readonly Column<ToolArgument>[] = [
  {
    key: "name",
    header: "Argument",
    primary: true,
    className: "sm:w-1/4",
    cell: (row) => <code className="break-all">{showHidden(row.name)}</code>,
  },
  { key: "type", header: "Type", className: "sm:w-1/4", cell: (row) => showHidden(row.type) },
  {
    key: "need",
    header: "Needed",
    className: "sm:w-24",
    cell: (row) => (row.isRequired ? "Required" : "Optional"),
  },
];

const DESCRIPTION: Column<ToolArgument> = {
  key: "description",
  header: "Description",
  cell: (row) => showHidden(row.description) || <span className="text-subtle">Not stated</span>,
};
