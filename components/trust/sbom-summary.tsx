import type { ReactNode } from "react";
import { CardSection } from "#components/ui/card.tsx";
import { Disclosure } from "#components/admin/disclosure.tsx";
import { TextLink } from "#components/ui/link.tsx";
import { Table, type Column } from "#components/ui/table.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import type { Bringer, SbomView } from "#lib/trust/get-sbom.ts";
import { knowsAdvisories } from "./advisories-unknown.tsx";
import { RatingChip } from "./advisory-list.tsx";
import { trustPage } from "./trust-address.ts";
import type { TrustQuery } from "./trust-sections.tsx";

type Props = { name: string; sbom: SbomView; query: TrustQuery };

/** How much comes along, and which direct dependencies bring what is known to be weak. */
export function SbomSummary({ name, sbom, query }: Props) {
  const { counts, bringers } = sbom;
  return (
    <>
      <dl className="grid grid-cols-2 gap-3 lg:grid-cols-4">
        <Tile term="Components" value={counts.components}>
          {counts.direct.toLocaleString("en")} direct,{" "}
          {(counts.components - counts.direct).toLocaleString("en")} brought by those
        </Tile>
        <Tile term="With advisories" value={affectedOf(sbom)}>
          {affectedWords(sbom)}
        </Tile>
        <Tile term="With install scripts" value={counts.installScripts}>
          They run on the machine of whoever installs
        </Tile>
        <Licences {...{ name, sbom, query }} />
      </dl>
      {bringers.length > 0 && (
        <CardSection
          title="Where advisories come from"
          description="Updating or replacing one of these takes away what it brings, unless another one brings it too."
          flush
        >
          <Table
            caption="Direct dependencies that bring advisories, the worst first"
            rows={bringers.slice(0, MOST_BRINGERS)}
            rowKey={({ purl }) => purl}
            columns={columnsFor(name, query)}
          />
          {bringers.length > MOST_BRINGERS && (
            <p className="px-4 py-3 text-sm text-muted">
              And {bringers.length - MOST_BRINGERS} more.
            </p>
          )}
        </CardSection>
      )}
    </>
  );
}

/** Null: not known. What OSV told in part is the least there is. */
function affectedOf({ feeds, counts: { affected } }: SbomView): number | null {
  if (feeds === null) return null;
  return knowsAdvisories({ feeds }) || affected > 0 ? affected : null;
}

function affectedWords({ feeds, unasked, counts }: SbomView): string {
  if (feeds === null)
    return unasked === null ? "Not kept with this evaluation" : "They could not be looked up";
  if (knowsAdvisories({ feeds })) return "Known weaknesses in this version";
  return counts.affected > 0
    ? "At least: not all could be looked up"
    : "Not all could be looked up";
}

const MOST_BRINGERS = 20;

const columnsFor = (name: string, query: TrustQuery): readonly Column<Bringer>[] => [
  {
    key: "name",
    header: "Direct dependency",
    primary: true,
    cell: (one) => <code className="break-all">{showHidden(`${one.name}@${one.version}`)}</code>,
  },
  { key: "worst", header: "Worst", cell: ({ worst }) => <RatingChip rating={worst} /> },
  {
    key: "advisories",
    header: "Advisories",
    numeric: true,
    cell: ({ advisories }) => advisories.toLocaleString("en"),
  },
  {
    key: "show",
    header: "Show",
    hideHeader: true,
    className: "sm:w-40 sm:text-right",
    cell: ({ purl, name: component }) => (
      <TextLink href={trustPage(name, "components", { ...query, under: purl, only: "advisories" })}>
        Show them<span className="sr-only"> for {showHidden(component)}</span>
      </TextLink>
    ),
  },
];

type TileProps = { term: string; value: number | null; children: ReactNode };

function Tile({ term, value, children }: TileProps) {
  return (
    <div className="flex flex-col gap-1 rounded-lg border border-line bg-surface p-4">
      <dt className="text-sm text-subtle">{term}</dt>
      <dd className="text-xl font-semibold tabular-nums">
        {value === null ? <span className="text-muted">Unknown</span> : value.toLocaleString("en")}
      </dd>
      <dd className="text-sm text-muted">{children}</dd>
    </div>
  );
}

const SHOWN_LICENCES = 3;

function Licences({ name, sbom: { licences }, query }: Props) {
  const [shown, more] = [licences.slice(0, SHOWN_LICENCES), licences.slice(SHOWN_LICENCES)];
  const list = (some: typeof licences) => (
    <ul className="flex flex-col text-sm">
      {some.map(({ licence, count }) => (
        <li key={licence ?? ""} className="flex min-h-6 items-center justify-between gap-3">
          {licence === null ? (
            <span className="text-muted">Not stated</span>
          ) : (
            <TextLink
              href={trustPage(name, "components", { ...query, q: licence.slice(0, 200) })}
              className="min-w-0 break-words"
            >
              {showHidden(licence)}
            </TextLink>
          )}
          <span className="text-muted tabular-nums">{count.toLocaleString("en")}</span>
        </li>
      ))}
    </ul>
  );
  return (
    <div className="flex flex-col gap-1 rounded-lg border border-line bg-surface p-4">
      <dt className="text-sm text-subtle">Licences</dt>
      <dd className="flex flex-col">
        {licences.length === 0 ? <span className="text-sm text-muted">None</span> : list(shown)}
        {more.length > 0 && (
          <Disclosure wide label={`${more.length} more`}>
            {list(more.slice(0, 100))}
          </Disclosure>
        )}
      </dd>
    </div>
  );
}
