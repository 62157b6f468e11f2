import { X } from "lucide-react";
import { Link, TextLink } from "#components/ui/link.tsx";
import {
  browseHref,
  changed,
  cleared,
  FACETS,
  isUnfiltered,
  toggled,
  type BrowseState,
  type Facet,
} from "#lib/catalog/core/browse-state.ts";
import type { FacetCounts } from "#lib/catalog/count-facets.ts";
import { FACET_TITLES, facetLabel, quarantinedLabel } from "./facet-labels.ts";

type Chip = { key: string; label: string; href: string };

/** Everything that narrows the list, each removable by itself. */
export function ActiveFilters({ state, counts }: { state: BrowseState; counts: FacetCounts }) {
  if (isUnfiltered(state)) return null;
  return (
    <ul aria-label="Active filters" className="flex flex-wrap items-center gap-2">
      {chips(state, counts).map((chip) => (
        <li key={chip.key}>
          <Link
            href={chip.href}
            scroll={false}
            className="flex h-7 items-center gap-1.5 rounded-full border border-accent-line bg-accent-soft pr-2 pl-3 text-sm text-accent-text hover:border-accent"
          >
            <span className="sr-only">Remove filter: </span>
            {chip.label}
            <X aria-hidden className="size-3.5" />
          </Link>
        </li>
      ))}
      <li>
        <TextLink href={browseHref(cleared(state))} className="px-1 py-1 text-sm">
          Clear all
        </TextLink>
      </li>
    </ul>
  );
}

function chips(state: BrowseState, counts: FacetCounts): Chip[] {
  const list: Chip[] = [];
  if (state.q)
    list.push({
      key: "q",
      label: `“${state.q}”`,
      href: browseHref(changed(state, { q: "" })),
    });
  for (const facet of FACETS)
    for (const value of state[facet])
      list.push({
        key: `${facet}:${value}`,
        label: `${FACET_TITLES[facet]}: ${facetLabel(facet, value, givenLabel(counts, facet, value))}`,
        href: browseHref(toggled(state, facet, value)),
      });
  if (state.quarantined !== null)
    list.push({
      key: "quarantined",
      label: quarantinedLabel(state.quarantined),
      href: browseHref(changed(state, { quarantined: null })),
    });
  return list;
}

function givenLabel(counts: FacetCounts, facet: Facet, value: string): string | null {
  return counts.facets[facet].find((known) => known.value === value)?.label ?? null;
}
