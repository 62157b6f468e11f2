import { Download, PackageOpen } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { buttonStyle } from "#components/ui/button-style.ts";
import { CardSection } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { CheckboxField, TextField } from "#components/ui/field.tsx";
import { TextLink } from "#components/ui/link.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import { serverPath } from "#lib/catalog/core/paths.ts";
import type { SbomAnswer, SbomView } from "#lib/trust/get-sbom.ts";
import type { NoSbom } from "#lib/trust/sbom/find-sbom.ts";
import { AdvisoriesUnknown, knowsAdvisories } from "./advisories-unknown.tsx";
import { AdvisoryList, WhatFiguresMean } from "./advisory-list.tsx";
import { ComponentTree } from "./component-tree.tsx";
import { HowToScan } from "./how-to-scan.tsx";
import { SbomSummary } from "./sbom-summary.tsx";
import { trustAddress, trustPage } from "./trust-address.ts";
import { queryOf, TrustAbout, type TrustQuery } from "./trust-sections.tsx";
import { momentWords } from "./trust-words.ts";

/** As the address has them. */
export type SbomFilters = Readonly<Record<"q" | "only" | "under", string | undefined>>;
type Props = { name: string; view: SbomAnswer; filters: SbomFilters };

const isNarrowed = (filters: SbomFilters) =>
  Object.values(filters).some((value) => value !== undefined);

/** What comes with a version when it is installed: who brings it, and what is known against it. */
export function SbomPage({ name, view, filters }: Props) {
  const query = queryOf(view, view.options, view.chosen);
  const { sbom, why } = view;
  return (
    <div className="flex flex-col gap-5">
      <TrustAbout name={name} about={view} part="components" lead="What is installed with" />
      {sbom === null ? (
        <EmptyState icon={PackageOpen} title={NONE[why ?? "none"].title}>
          {NONE[why ?? "none"].words}{" "}
          {(why === "not_evaluated" || why === "not_kept") && (
            <HowToScan scan={view.scan} href={trustPage(name, "", query)} />
          )}
        </EmptyState>
      ) : (
        <Listed name={name} view={view} sbom={sbom} filters={filters} query={query} />
      )}
    </div>
  );
}

const NONE: Readonly<Record<NoSbom, { title: string; words: string }>> = {
  not_evaluated: {
    title: "It was not assessed yet",
    words: "A scan makes a list of all that is installed.",
  },
  none: {
    title: "There is no list of components",
    words:
      "The last scan could not find out what is installed, or there is nothing to install: a remote server runs elsewhere. The control SBOM Generation on the overview says more.",
  },
  not_kept: {
    title: "The list of components is not kept any more",
    words: "What was read is kept for 400 days. A new scan makes a new list.",
  },
  unreadable: {
    title: "The list of components is in another form",
    words: "Only CycloneDX in JSON is shown here. Security can download the document as evidence.",
  },
};

type ListedProps = Props & { sbom: SbomView; query: TrustQuery };

function Listed({ name, view, sbom, filters, query }: ListedProps) {
  const { own } = sbom;
  const { version } = view;
  const summary = <SbomSummary name={name} sbom={sbom} query={query} />;
  return (
    <>
      <AdvisoriesUnknown sbom={sbom} />
      {own.length > 0 && (
        <CardSection title={`Advisories about version ${showHidden(version)} itself`}>
          <AdvisoryList advisories={own} label="Advisories about the package itself" />
        </CardSection>
      )}
      {!isNarrowed(filters) && summary}
      <Filters name={name} sbom={sbom} filters={filters} query={query} />
      <Tree name={name} sbom={sbom} filters={filters} query={query} />
      {/* What was looked for comes first. */}
      {isNarrowed(filters) && summary}
      <Kept name={name} view={view} sbom={sbom} filters={filters} />
    </>
  );
}

type TreeProps = Omit<ListedProps, "view">;

function Tree({ name, sbom, filters, query }: TreeProps) {
  const { counts, rows, matches, page, pages } = sbom;
  const isFiltered = isNarrowed(filters);
  const hrefOf = (at: number) =>
    trustPage(name, "components", { ...query, ...filters, page: at === 1 ? "" : String(at) });
  return (
    <>
      <CardSection
        title={isFiltered ? `${count(matches, "component")} found` : count(matches, "component")}
        description={
          isFiltered
            ? "With what stands above them, which is why they are here."
            : "Each stands once, below the first that needs it. What the package needs itself stands at the left."
        }
        actions={<WhatFiguresMean />}
        flush
      >
        {rows.length === 0 ? (
          <p className="p-4 text-muted">
            {noneWords(sbom, filters)}{" "}
            {isFiltered && (
              <TextLink href={trustPage(name, "components", query)}>
                Show all {counts.components.toLocaleString("en")}
              </TextLink>
            )}
          </p>
        ) : (
          <ComponentTree
            rows={rows}
            underAt={(under) => trustPage(name, "components", { ...query, under })}
          />
        )}
      </CardSection>
      {pages > 1 && (
        <Pagination
          summary={`Page ${page} of ${pages}`}
          previousHref={page > 1 ? hrefOf(page - 1) : null}
          nextHref={page < pages ? hrefOf(page + 1) : null}
        />
      )}
    </>
  );
}

function noneWords(sbom: SbomView, { only }: SbomFilters): string {
  if (sbom.counts.components === 0) return "It needs no other packages.";
  return only === undefined || knowsAdvisories(sbom)
    ? "None matches these filters."
    : "Which of them have advisories is not known, so none can be picked out.";
}

const count = (number: number, what: string) =>
  `${number.toLocaleString("en")} ${what}${number === 1 ? "" : "s"}`;

/** A plain form, so that what is looked for stands in the address. */
function Filters({ name, sbom, filters, query }: TreeProps) {
  const { q, only, under } = filters;
  return (
    <form
      key={`${q} ${only} ${under}`}
      role="search"
      aria-label="Components"
      action={`${serverPath(name, "trust")}/components`}
      className="flex flex-wrap items-end gap-x-4 gap-y-3"
    >
      {Object.entries(query).map(([key, value]) => (
        <input key={key} type="hidden" name={key} value={value} />
      ))}
      {under !== undefined && <input type="hidden" name="under" value={under} />}
      <div className="min-w-0 flex-1 basis-64 sm:max-w-md">
        <TextField
          label="Name, licence or advisory"
          name="q"
          type="search"
          defaultValue={q ?? ""}
          maxLength={200}
          placeholder="express, GPL, CVE-2026-1234"
        />
      </div>
      {(sbom.feeds !== null || only !== undefined) && (
        <div className="pb-1.5">
          <CheckboxField
            label="Only with advisories"
            name="only"
            value="advisories"
            defaultChecked={only === "advisories"}
          />
        </div>
      )}
      <Button type="submit">Show</Button>
      {isNarrowed(filters) && (
        <TextLink href={trustPage(name, "components", query)} className="py-1.5">
          Clear filters
        </TextLink>
      )}
      {under !== undefined && (
        <p className="basis-full text-sm text-muted">
          Only what <code className="break-all">{showHidden(nameIn(under))}</code> brings.
        </p>
      )}
    </form>
  );
}

/** `pkg:npm/%40acme/files@1.0.0` as `@acme/files@1.0.0`. */
function nameIn(purl: string): string {
  const path = purl.replace(/^pkg:[^/]*\//, "").split(/[?#]/)[0] ?? purl;
  return path.replaceAll("%40", "@").replaceAll("%2F", "/");
}

const given = (filters: SbomFilters): Record<string, string> =>
  Object.fromEntries(
    Object.entries(filters).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );

type KeptProps = Pick<ListedProps, "name" | "view" | "sbom" | "filters">;

function Kept({ name, view, sbom, filters }: KeptProps) {
  const { sha256, sizeBytes, madeAt } = sbom.document;
  const of = {
    version: view.version,
    ...(view.chosen === null ? {} : { option: view.chosen.option }),
  };
  return (
    <CardSection title="The document">
      <div className="flex flex-wrap items-center gap-3">
        {/* Files, not pages: the router must not fetch them. */}
        <a
          href={trustAddress(name, "sbom.cdx.json", of)}
          download
          className={buttonStyle({ size: "sm" })}
        >
          <Download aria-hidden /> CycloneDX
        </a>
        <a
          href={trustAddress(name, "sbom.csv", { ...of, ...given(filters) })}
          download
          className={buttonStyle({ size: "sm" })}
        >
          <Download aria-hidden /> {isNarrowed(filters) ? "CSV of what is shown" : "CSV"}
        </a>
        <p className="min-w-0 text-sm text-muted">
          {sizeBytes.toLocaleString("en")} bytes, made{" "}
          <time dateTime={madeAt.toISOString()}>{momentWords(madeAt)}</time>
          <code className="block text-xs break-all text-subtle">sha256:{sha256}</code>
        </p>
      </div>
    </CardSection>
  );
}
