import { PackageOpen, SearchX } from "lucide-react";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import {
  browseHref,
  changed,
  cleared,
  isUnfiltered,
  LIFECYCLES,
  type BrowseState,
} from "#lib/catalog/core/browse-state.ts";
import type { FacetCounts } from "#lib/catalog/count-facets.ts";

type Props = { state: BrowseState; counts: FacetCounts; mayImport: boolean };

/** Why the list is empty and what to do next. */
export function BrowseEmpty({ state, counts, mayImport }: Props) {
  const hidden = counts.facets.lifecycle.reduce((sum, value) => sum + value.count, 0);
  const everyLifecycle = browseHref(changed(state, { lifecycle: LIFECYCLES }));
  if (isUnfiltered(state) && hidden === 0) return <EmptyCatalog mayImport={mayImport} />;
  return (
    <EmptyState
      icon={SearchX}
      title={isUnfiltered(state) ? "Nothing is approved yet" : "No server fits"}
      actions={
        <>
          {hidden > 0 && (
            <LinkButton href={everyLifecycle} variant="primary">
              Show {hidden.toLocaleString("en")} in other lifecycle states
            </LinkButton>
          )}
          {!isUnfiltered(state) && (
            <LinkButton href={browseHref(cleared(state))}>Clear all filters</LinkButton>
          )}
          <LinkButton href="/requests/new">Request a server</LinkButton>
        </>
      }
    >
      <p>
        {state.q
          ? `Nothing here has every word of “${state.q}” in its name, tools, tags or description. Try fewer or other words.`
          : hidden > 0
            ? "The list shows approved and deprecated servers unless you choose otherwise."
            : "The filters leave nothing over. Remove one of them to see more."}
      </p>
    </EmptyState>
  );
}

function EmptyCatalog({ mayImport }: { mayImport: boolean }) {
  return (
    <EmptyState
      icon={PackageOpen}
      title="The catalog is empty"
      actions={
        mayImport && (
          <LinkButton href="/admin/import" variant="primary">
            Import servers
          </LinkButton>
        )
      }
    >
      {mayImport ? (
        <p>
          Import server.json documents here, or on the command line with{" "}
          <code>npm run gatehouse -- import FILE</code>.
        </p>
      ) : (
        <p>An administrator can import servers; ask one to begin.</p>
      )}
    </EmptyState>
  );
}
