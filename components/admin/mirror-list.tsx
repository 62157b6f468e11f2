import { RefreshCw } from "lucide-react";
import type { FormState } from "#lib/actions/form-action.ts";
import type { MirrorSourceView } from "#lib/mirror/mirror-view.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { MirrorCard } from "./mirror-card.tsx";

type Action = (previous: FormState, form: FormData) => Promise<FormState>;
export type MirrorActions = {
  changeMirrorAction: Action;
  pauseMirrorAction: Action;
  runMirrorAction: Action;
  removeMirrorAction: Action;
};
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
