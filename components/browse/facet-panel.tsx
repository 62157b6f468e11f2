import { Check, ChevronDown, CircleHelp, ListFilter } from "lucide-react";
import { classNames } from "#components/ui/class-names.ts";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { Link } from "#components/ui/link.tsx";
import { Popover } from "#components/ui/popover.tsx";
import {
  browseHref,
  changed,
  CLASSIFICATIONS,
  effectiveLifecycles,
  FACETS,
  LIFECYCLES,
  MODELS,
  ORIGINS,
  RISK_FILTERS,
  toggled,
  TRUST_FILTERS,
  type BrowseState,
  type Facet,
} from "#lib/catalog/core/browse-state.ts";
import type { FacetCounts, FacetValue } from "#lib/catalog/count-facets.ts";
import { FACET_TITLES, facetLabel, facetWords, quarantinedLabel } from "./facet-labels.ts";

/** Values beyond these fold away; chosen ones always show. */
const SHOWN = 7;

type Props = { state: BrowseState; counts: FacetCounts };

/** The filters with what each would show. Every one is a link, so the address holds the state. */
export function FacetPanel({ state, counts }: Props) {
  const chosen = FACETS.reduce((sum, facet) => sum + state[facet].length, 0);
  return (
    <details className="facet-fold min-w-0">
      <summary className="flex h-9 items-center justify-center gap-2 rounded-md border border-line-strong bg-surface font-medium hover:bg-hover">
        <ListFilter aria-hidden className="size-4" />
        Filters{chosen > 0 && ` (${chosen})`}
        <ChevronDown aria-hidden className="size-4" />
      </summary>
      <nav aria-label="Filters" className="flex flex-col gap-5 max-lg:pt-4">
        {FACETS.map((facet) => (
          <FacetGroup key={facet} facet={facet} state={state} values={counts.facets[facet]} />
        ))}
        {(counts.quarantined > 0 || state.quarantined !== null) && (
          <section aria-label="Safety">
            <FacetTitle title="Safety" />
            <ul>
              {[true, false].map((only) => (
                <FacetLink
                  key={String(only)}
                  href={browseHref(
                    changed(state, { quarantined: state.quarantined === only ? null : only }),
                  )}
                  label={quarantinedLabel(only)}
                  count={only ? counts.quarantined : counts.notQuarantined}
                  on={state.quarantined === only}
                />
              ))}
            </ul>
          </section>
        )}
      </nav>
    </details>
  );
}

function FacetTitle({ title, facet }: { title: string; facet?: Facet }) {
  const words = facet ? facetWords(facet) : [];
  return (
    <div className="flex items-center gap-1 pb-0.5 pl-2">
      <h2 className="text-sm font-semibold text-muted">{title}</h2>
      {words.length > 0 && (
        <Popover
          trigger={<CircleHelp aria-hidden />}
          label={`What ${title.toLowerCase()} means`}
          className="size-6! p-0! text-subtle [&_svg]:size-3.5!"
          panelClassName="w-80 p-3"
        >
          <DefinitionList
            items={words.map(({ label, explanation }) => ({ term: label, value: explanation }))}
          />
        </Popover>
      )}
    </div>
  );
}

type GroupProps = { facet: Facet; state: BrowseState; values: readonly FacetValue[] };

function FacetGroup({ facet, state, values }: GroupProps) {
  const chosen: readonly string[] =
    facet === "lifecycle" ? effectiveLifecycles(state) : state[facet];
  const missing = chosen
    .filter((value) => values.every((known) => known.value !== value))
    .map((value) => ({ value, label: null, count: 0 }));
  const all = inOrder(facet, [...values, ...missing]);
  if (values.length === 0 && state[facet].length === 0) return null;

  // Chosen values never fold away, and none jumps to another place when it is chosen.
  const isShown = ({ value }: FacetValue, at: number) => at < SHOWN || chosen.includes(value);
  const folded = all.filter((value, at) => !isShown(value, at));
  const link = ({ value, label, count }: FacetValue) => (
    <FacetLink
      key={value}
      href={browseHref(toggled(state, facet, value))}
      label={facetLabel(facet, value, label)}
      count={count}
      on={chosen.includes(value)}
    />
  );
  return (
    <section aria-label={FACET_TITLES[facet]}>
      <FacetTitle title={FACET_TITLES[facet]} facet={facet} />
      <ul>{all.filter(isShown).map(link)}</ul>
      {folded.length > 0 && (
        <details className="group/more">
          <summary className="rounded px-2 py-1 text-sm text-accent-text group-open/more:hidden hover:underline">
            {folded.length} more
          </summary>
          <ul>{folded.map(link)}</ul>
        </details>
      )}
    </section>
  );
}

const FIXED: Partial<Record<Facet, readonly string[]>> = {
  lifecycle: LIFECYCLES,
  model: MODELS,
  classification: CLASSIFICATIONS,
  origin: ORIGINS,
  trust: TRUST_FILTERS,
  risk: RISK_FILTERS,
};

/** Values with an order of their own keep it; the others come as counted, most first. */
function inOrder(facet: Facet, values: readonly FacetValue[]): readonly FacetValue[] {
  const order = FIXED[facet];
  if (!order) return values;
  return [...values].sort((a, b) => order.indexOf(a.value) - order.indexOf(b.value));
}

type LinkProps = { href: string; label: string; count: number; on: boolean };

function FacetLink({ href, label, count, on }: LinkProps) {
  return (
    <li className="list-none">
      <Link
        href={href}
        scroll={false}
        aria-current={on ? "true" : undefined}
        className="flex min-h-7 items-center gap-2 rounded-md px-2 hover:bg-hover"
      >
        <span
          aria-hidden
          className={classNames(
            "flex size-4 shrink-0 items-center justify-center rounded border",
            on ? "border-accent bg-accent text-on-accent" : "border-control bg-surface",
          )}
        >
          {on && <Check className="size-3" strokeWidth={3} />}
        </span>
        <span className={classNames("min-w-0 truncate", on ? "font-medium" : "text-muted")}>
          {label}
        </span>
        <span className="ml-auto text-sm text-subtle tabular-nums">
          {count.toLocaleString("en")}
          <span className="sr-only">{count === 1 ? " server" : " servers"}</span>
        </span>
      </Link>
    </li>
  );
}
