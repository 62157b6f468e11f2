import { Check, ShieldQuestion } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { SelectField } from "#components/ui/field.tsx";
import { TextLink } from "#components/ui/link.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { serverPath } from "#lib/catalog/core/paths.ts";
import type { FindingPage } from "#lib/trust/list-findings.ts";
import { FindingItem } from "./finding-item.tsx";
import { HowToScan } from "./how-to-scan.tsx";
import { trustPage } from "./trust-address.ts";
import { ControlStatusChip, SEVERITY_LABELS } from "./trust-chips.tsx";
import { queryOf, TrustAbout, type TrustQuery } from "./trust-sections.tsx";

export type FindingFilters = { severity?: string | undefined; control?: string | undefined };
type Props = { name: string; view: FindingPage; filters: FindingFilters };

/** All that was found, the worst first, to be narrowed down. */
export function FindingsPage({ name, view, filters }: Props) {
  const query = queryOf(view, view.options, view.chosen);
  return (
    <div className="flex flex-col gap-5">
      <TrustAbout name={name} about={view} part="findings" lead="What was found in" />
      {view.evaluatedAt === null ? (
        <EmptyState icon={ShieldQuestion} title="It was not assessed yet">
          Nobody has looked yet, which says nothing for or against it.{" "}
          <HowToScan scan={view.scan} href={trustPage(name, "", query)} />
        </EmptyState>
      ) : view.total === 0 ? (
        <EmptyState icon={Check} title="Nothing was found">
          No control had anything to say. What could not be checked stands on the overview.
        </EmptyState>
      ) : (
        <Listed name={name} view={view} filters={filters} query={query} />
      )}
    </div>
  );
}

function Listed({ name, view, filters, query }: Props & { query: TrustQuery }) {
  const { total, matches, findings, page, pages } = view;
  const isFiltered = filters.severity !== undefined || filters.control !== undefined;
  const hrefOf = (at: number) =>
    trustPage(name, "findings", { ...query, ...filters, page: at === 1 ? "" : String(at) });
  const size = total.toLocaleString("en");
  return (
    <>
      <Filters name={name} view={view} filters={filters} query={query} />
      <CardSection
        title={total === 1 ? "One finding" : `${size} findings`}
        description={
          isFiltered
            ? `${matches.toLocaleString("en")} match these filters.`
            : "What stands in the way comes first, the worst on top."
        }
        flush
      >
        {findings.length === 0 ? (
          <p className="p-4 text-muted">
            None matches these filters.{" "}
            <TextLink href={trustPage(name, "findings", query)}>Show all {size}</TextLink>
          </p>
        ) : (
          <ul aria-label="Findings" className="divide-y divide-line">
            {findings.map((finding, at) => (
              <li
                key={`${at} ${finding.code}`}
                className="flex flex-col gap-1 px-4 py-3 text-sm sm:flex-row sm:justify-between sm:gap-4"
              >
                <div className="min-w-0 flex-1">
                  <FindingItem finding={finding} />
                </div>
                <div className="flex shrink-0 flex-wrap items-start gap-2 sm:w-56 sm:justify-end">
                  <TextLink href={`${trustPage(name, "", query)}#${finding.control}`}>
                    {finding.controlTitle}
                  </TextLink>
                  <ControlStatusChip status={finding.status} until={finding.waivedUntil} />
                </div>
              </li>
            ))}
          </ul>
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

const ALL = { value: "", label: "All" };
const counted = (label: string, count: number) => `${label} (${count.toLocaleString("en")})`;

/** A plain form, so that what is chosen stands in the address. */
function Filters({ name, view, filters, query }: Props & { query: TrustQuery }) {
  const { severity, control } = filters;
  return (
    <form
      key={`${severity} ${control}`}
      action={`${serverPath(name, "trust")}/findings`}
      className="flex flex-wrap items-end gap-3"
    >
      {Object.entries(query).map(([key, value]) => (
        <input key={key} type="hidden" name={key} value={value} />
      ))}
      <SelectField
        label="Severity"
        name="severity"
        defaultValue={severity ?? ""}
        options={[
          ALL,
          ...view.severities.map(({ severity: value, count }) => ({
            value,
            label: counted(SEVERITY_LABELS[value], count),
          })),
        ]}
      />
      <div className="max-w-full min-w-0 sm:w-80">
        <SelectField
          label="Control"
          name="control"
          defaultValue={control ?? ""}
          options={[
            ALL,
            ...view.controls.map(({ control: value, title, count }) => ({
              value,
              label: counted(`${value} ${title}`, count),
            })),
          ]}
        />
      </div>
      <Button type="submit">Show</Button>
      {(severity !== undefined || control !== undefined) && (
        <TextLink href={trustPage(name, "findings", query)} className="py-1.5">
          Clear filters
        </TextLink>
      )}
    </form>
  );
}
