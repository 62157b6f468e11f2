import type { ReactNode } from "react";
import { Disclosure } from "#components/admin/disclosure.tsx";
import { classNames } from "#components/ui/class-names.ts";
import { Link } from "#components/ui/link.tsx";
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
        <Numbers title={title} table={table} />
      </Disclosure>
    </figure>
  );
}

/** Narrow columns of figures: a plain table also on a phone, where it scrolls. */
function Numbers({ title, table }: { title: string; table: ChartTable }) {
  return (
    <div
      className="scroll-hint relative overflow-x-auto"
      tabIndex={0}
      role="group"
      aria-label={title}
    >
      <table className="w-full border-collapse text-sm tabular-nums">
        <caption className="sr-only">{title}</caption>
        <thead className="border-b border-line bg-sunken">
          <tr>
            {table.headers.map((header, at) => (
              <th
                key={header}
                scope="col"
                className={classNames(
                  "px-2.5 py-1.5 font-medium text-muted",
                  at === 0 ? "text-left" : "text-right",
                )}
              >
                {header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {table.rows.map(([name = "", ...values]) => (
            <tr key={name}>
              <th scope="row" className="px-2.5 py-1.5 text-left font-normal whitespace-nowrap">
                {name}
              </th>
              {values.map((value, at) => (
                <td key={table.headers[at + 1]} className="px-2.5 py-1.5 text-right">
                  {value}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
