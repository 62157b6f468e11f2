import { ChevronDown, X } from "lucide-react";
import { MenuLink } from "#components/browse/menu-link.tsx";
import { Link, TextLink } from "#components/ui/link.tsx";
import { Popover } from "#components/ui/popover.tsx";
import {
  KIND_WORDS,
  REQUEST_KINDS,
  REQUEST_STATES,
  RISK_TIERS,
  STATE_WORDS,
  TIER_WORDS,
} from "#lib/requests/core/words.ts";
import {
  changedFilters,
  clearedFilters,
  isNarrowed,
  listHref,
  toggledFilter,
  type ListFilters,
  type ListPage,
} from "./list-links.ts";
import { ListSearch } from "./list-search.tsx";

export type TeamOption = { slug: string; name: string };
type Props = { page: ListPage; filters: ListFilters; teams: readonly TeamOption[] };

const MENUS = [
  { key: "state", label: "State", values: REQUEST_STATES, words: STATE_WORDS },
  { key: "kind", label: "Kind", values: REQUEST_KINDS, words: KIND_WORDS },
  { key: "tier", label: "Risk", values: RISK_TIERS, words: TIER_WORDS },
] as const;

const labelOf = (words: Readonly<Record<string, { label: string }>>, value: string) =>
  words[value]?.label ?? value;

/** Search, one menu per filter, and every filter that is set as a chip that removes it. */
export function ListFiltersBar(props: Props) {
  const { page, filters, teams } = props;
  return (
    <div className="flex flex-col gap-2.5">
      <div className="flex flex-wrap items-center gap-2">
        <ListSearch key={filters.q} page={page} filters={filters} />
        {MENUS.map(({ key, label, values, words }) => (
          <Menu key={key} label={label}>
            {values.map((value) => (
              <MenuLink
                key={value}
                href={listHref(page, toggledFilter(filters, key, value))}
                label={labelOf(words, value)}
                on={(filters[key] as readonly string[]).includes(value)}
              />
            ))}
          </Menu>
        ))}
        {teams.length > 0 && (
          <Menu label="Team">
            {teams.map(({ slug, name }) => (
              <MenuLink
                key={slug}
                href={listHref(
                  page,
                  changedFilters(filters, { team: filters.team === slug ? "" : slug }),
                )}
                label={name}
                on={filters.team === slug}
              />
            ))}
          </Menu>
        )}
      </div>
      <Chips {...props} />
    </div>
  );
}

function Menu({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <Popover
      variant="secondary"
      label={`Filter by ${label.toLowerCase()}`}
      panelClassName="w-60 p-1.5"
      trigger={
        <>
          {label} <ChevronDown aria-hidden />
        </>
      }
    >
      <ul aria-label={label} className="max-h-80 overflow-y-auto">
        {children}
      </ul>
    </Popover>
  );
}

function Chips({ page, filters, teams }: Props) {
  if (!isNarrowed(filters)) return null;
  return (
    <ul aria-label="Active filters" className="flex flex-wrap items-center gap-2">
      {chipsOf(filters, teams).map(({ key, label, without }) => (
        <li key={key}>
          <Link
            href={listHref(page, without)}
            scroll={false}
            className="flex h-7 items-center gap-1.5 rounded-full border border-accent-line bg-accent-soft pr-2 pl-3 text-sm text-accent-text hover:border-accent"
          >
            <span className="sr-only">Remove filter: </span>
            {label}
            <X aria-hidden className="size-3.5" />
          </Link>
        </li>
      ))}
      <li>
        <TextLink href={listHref(page, clearedFilters(filters))} className="px-1 py-1 text-sm">
          Clear all
        </TextLink>
      </li>
    </ul>
  );
}

type Chip = { key: string; label: string; without: ListFilters };

function chipsOf(filters: ListFilters, teams: readonly TeamOption[]): Chip[] {
  const texts = [
    ["q", `“${filters.q}”`],
    ["team", `Team: ${teams.find(({ slug }) => slug === filters.team)?.name ?? filters.team}`],
    ["server", `Server: ${filters.server}`],
  ] as const;
  return [
    ...texts
      .filter(([key]) => filters[key] !== "")
      .map(([key, label]) => ({ key, label, without: changedFilters(filters, { [key]: "" }) })),
    ...MENUS.flatMap(({ key, label, words }) =>
      filters[key].map((value) => ({
        key: `${key}:${value}`,
        label: `${label}: ${labelOf(words, value)}`,
        without: toggledFilter(filters, key, value),
      })),
    ),
  ];
}
