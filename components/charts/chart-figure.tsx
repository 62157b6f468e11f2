import type { ReactNode } from "react";
import { Disclosure } from "#components/admin/disclosure.tsx";
import { Link } from "#components/ui/link.tsx";
import { Table, type Column } from "#components/ui/table.tsx";
import { FILLS, type ChartTone } from "./tones.ts";

export type Series = { label: string; tone: ChartTone; href?: string };
/** What a chart shows, as rows: the first cell names the row. */
export type ChartTable = { headers: readonly string[]; rows: readonly (readonly string[])[] };

type Props = { title: string; legend?: readonly Series[]; table: ChartTable; children: ReactNode };

/** A chart with its legend, and behind it the same numbers as a table. */
export function ChartFigure({ title, legend = [], table, children }: Props) {
  return (
    <figure aria-label={title} className="flex min-w-0 flex-col gap-2">
      {legend.length > 0 && (
        <ul className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
          {legend.map((series) => (
            <li key={series.label} className="flex min-h-6 items-center gap-1.5">
              <svg aria-hidden className="size-3 shrink-0">
                <rect width="12" height="12" rx="2" className={FILLS[series.tone]} />
              </svg>
              {series.href ? (
                <Link href={series.href} className="hover:underline">
                  {series.label}
                </Link>
              ) : (
                series.label
              )}
            </li>
          ))}
        </ul>
      )}
      {children}
      <Disclosure
        wide
        label={
          <>
            As a table<span className="sr-only">: {title}</span>
          </>
        }
      >
        <Table
          caption={title}
          columns={columnsOf(table)}
          rows={table.rows}
          rowKey={(row) => row[0] ?? ""}
        />
      </Disclosure>
    </figure>
  );
}

function columnsOf({ headers }: ChartTable): Column<readonly string[]>[] {
  return headers.map((header, at) => ({
    key: header,
    header,
    ...(at === 0 ? { primary: true } : { numeric: true }),
    cell: (row) => row[at] ?? "",
  }));
}
