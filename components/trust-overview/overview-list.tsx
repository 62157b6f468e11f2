import type { ReactNode } from "react";
import { X } from "lucide-react";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Link, TextLink } from "#components/ui/link.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { CsvLink } from "./csv-link.tsx";
import { overviewPage } from "./overview-address.ts";

export type ListFilter = { label: string; withoutHref: string };

type Props = {
  title: string;
  description: string;
  /** Above the rows, whether or not there are any: a form. */
  tools?: ReactNode;
  /** What narrows the list, each removable by itself. */
  filters: readonly ListFilter[];
  csvHref: string;
  /** "1,204 findings in 31 servers" */
  summary: string;
  isEmpty: boolean;
  /** Where the first page is, when this is a later one. */
  firstHref: string | null;
  nextHref: string | null;
  children: ReactNode;
};

/** One of the long tables of the overview: filters, rows, pages, and the same as a file. */
export function OverviewList(props: Props) {
  const { title, description, tools, filters, csvHref, summary, isEmpty } = props;
  const { firstHref, nextHref } = props;
  return (
    <>
      <PageHeader
        title={title}
        description={description}
        breadcrumb={[{ href: overviewPage(""), label: "Trust" }]}
        actions={<CsvLink href={csvHref} of={title} />}
      />
      {tools}
      <p role="status" className="mb-3 text-muted tabular-nums">
        {summary}
      </p>
      <Filters filters={filters} />
      {isEmpty ? (
        <EmptyState
          title="Nothing here"
          actions={<LinkButton href={overviewPage("")}>Back to the overview</LinkButton>}
        >
          {filters.length > 0
            ? "No row has all of these filters."
            : "Scans told nothing for this list. What was never scanned is not in it: the overview counts it as not assessed."}
        </EmptyState>
      ) : (
        <>
          <Card>{props.children}</Card>
          {nextHref !== null && (
            <Pagination summary={summary} previousHref={null} nextHref={nextHref} />
          )}
          {firstHref !== null && (
            <p className="py-3 text-sm">
              <TextLink href={firstHref}>Back to the first page</TextLink>
            </p>
          )}
        </>
      )}
    </>
  );
}

function Filters({ filters }: { filters: readonly ListFilter[] }) {
  if (filters.length === 0) return null;
  return (
    <ul aria-label="Active filters" className="mb-4 flex flex-wrap items-center gap-2">
      {filters.map(({ label, withoutHref }) => (
        <li key={label} className="min-w-0">
          <Link
            href={withoutHref}
            className="flex min-h-7 items-center gap-1.5 rounded-full border border-accent-line bg-accent-soft pr-2 pl-3 text-sm text-accent-text hover:border-accent"
          >
            <span className="sr-only">Remove filter: </span>
            <span className="min-w-0 wrap-anywhere">{label}</span>
            <X aria-hidden className="size-3.5 shrink-0" />
          </Link>
        </li>
      ))}
    </ul>
  );
}
