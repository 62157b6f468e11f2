import { RefreshCw } from "lucide-react";
import type { MirrorSourceView } from "#lib/mirror/mirror-view.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { MirrorCard } from "./mirror-card.tsx";
import type { MirrorActions } from "./mirror-actions.ts";

type Props = {
  sources: readonly MirrorSourceView[];
  manages: boolean;
  now: Date;
  actions: MirrorActions;
};

export function MirrorList({ sources, ...rest }: Props) {
  if (sources.length === 0)
    return (
      <EmptyState title="No mirror yet" icon={RefreshCw}>
        {rest.manages
          ? "Add the official registry, https://registry.modelcontextprotocol.io, or one inside the company. Everything arrives as candidates unless you say otherwise."
          : "An administrator can add registries that are read every hour."}
      </EmptyState>
    );
  return (
    <div className="flex min-w-0 flex-col gap-4">
      {sources.map((source) => (
        <MirrorCard key={source.id} source={source} {...rest} />
      ))}
    </div>
  );
}
