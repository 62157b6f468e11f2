import { Wrench } from "lucide-react";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { TextLink } from "#components/ui/link.tsx";
import { StatusChip } from "#components/ui/chips.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import { serverPath } from "#lib/catalog/core/paths.ts";
import type { ServerTools } from "#lib/catalog/list-server-tools.ts";
import { FilterList } from "./filter-list.tsx";
import { ToolCard } from "./tool-card.tsx";

type Props = {
  name: string;
  found: ServerTools | null;
  /** Names of those that changed since they were approved and must not be used. */
  held: readonly string[];
};

/** What agents are told they can do with this server. */
export function ToolList({ name, found, held }: Props) {
  if (found === null || found.tools.length === 0)
    return (
      <EmptyState icon={Wrench} title="No tools are known">
        A document rarely lists its tools. They become known when an import carries them or when the
        server itself is asked. Until then, its README or documentation may name them.
      </EmptyState>
    );
  const { tools, version, lifecycle, isCurrent } = found;
  return (
    <div className="flex flex-col gap-4">
      <p className="flex flex-wrap items-center gap-2 text-muted">
        <span>
          {tools.length === 1 ? "One tool" : `${tools.length} tools`} of version{" "}
          <code>{showHidden(version)}</code>
        </span>
        <StatusChip lifecycle={lifecycle} of="version" />
        {!isCurrent && (
          <TextLink href={serverPath(name, "tools")}>Tools of the current version</TextLink>
        )}
      </p>
      <p className="max-w-prose text-sm text-subtle">
        Names, descriptions and marks are what the server says about itself. Agents read the
        descriptions as they stand, so hidden characters are written out here.
      </p>
      <FilterList
        label="Filter tools"
        noun="tools"
        items={tools.map((tool) => ({
          key: tool.name,
          text: `${tool.name} ${tool.title ?? ""} ${tool.description}`.toLowerCase(),
          content: <ToolCard tool={tool} isHeld={held.includes(tool.name)} />,
        }))}
      />
    </div>
  );
}
