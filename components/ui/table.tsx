import type { ReactNode } from "react";
import { Link } from "./link.tsx";
import { classNames } from "./class-names.ts";

export type Column<Row> = {
  key: string;
  header: string;
  cell: (row: Row) => ReactNode;
  /** Right-aligned with tabular figures. */
  numeric?: boolean;
  /** The cell that names the row: a row header. One per table. */
  primary?: boolean;
  /** The header is for screen readers only, as above buttons. */
  hideHeader?: boolean;
  /** A link that sorts by this column, and how it is sorted now. */
  sort?: { href: string; direction: "ascending" | "descending" | "none" };
  className?: string;
};

type Props<Row> = {
  /** Names the table for screen readers; shown above it with `showCaption`. */
  caption: string;
  showCaption?: boolean;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  rowProps?: (row: Row) => { [name: `data-${string}`]: string };
  /** Shown instead of rows when there are none. */
  empty?: ReactNode;
};

/** A real table; below 640 px its rows become cards. Roles are repeated because cards are blocks. */
export function Table<Row>(props: Props<Row>) {
  const { caption, showCaption = false, columns, rows, rowKey, rowProps, empty } = props;
  if (rows.length === 0 && empty) return <>{empty}</>;
  return (
    <div
      className="scroll-hint relative overflow-x-auto last:rounded-b-[inherit]"
      tabIndex={0}
      role="group"
      aria-label={caption}
    >
      <table role="table" className="table-cards w-full border-collapse text-sm">
        <caption className={showCaption ? "px-3 pb-2 text-left text-base font-medium" : "sr-only"}>
          {caption}
        </caption>
        <thead role="rowgroup" className="border-b border-line bg-sunken text-left">
          <tr role="row">
            {columns.map((column) => (
              <HeaderCell key={column.key} column={column} />
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup" className="divide-y divide-line">
          {rows.map((row) => (
            <tr
              key={rowKey(row)}
              role="row"
              className="hover:bg-hover/60 data-current:bg-accent-soft"
              {...rowProps?.(row)}
            >
              {columns.map((column) => (
                <BodyCell key={column.key} column={column} row={row} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function HeaderCell<Row>({ column }: { column: Column<Row> }) {
  const { header, numeric, sort } = column;
  return (
    <th
      scope="col"
      role="columnheader"
      aria-sort={sort && sort.direction !== "none" ? sort.direction : undefined}
      className={classNames(
        "px-2.5 py-2 font-medium whitespace-nowrap text-muted",
        numeric && "text-right",
        column.className,
      )}
    >
      {sort ? (
        <Link href={sort.href} scroll={false} className="hover:text-ink hover:underline">
          {header}
          {sort.direction === "ascending" && <span aria-hidden> ↑</span>}
          {sort.direction === "descending" && <span aria-hidden> ↓</span>}
        </Link>
      ) : (
        <span className={column.hideHeader ? "sr-only" : ""}>{header}</span>
      )}
    </th>
  );
}

function BodyCell<Row>({ column, row }: { column: Column<Row>; row: Row }) {
  const style = classNames(
    "px-2.5 py-2 align-baseline break-words",
    column.numeric && "text-right tabular-nums",
    column.className,
  );
  if (column.primary)
    return (
      <th scope="row" role="rowheader" className={classNames(style, "text-left font-normal")}>
        {column.cell(row)}
      </th>
    );
  return (
    <td role="cell" data-label={column.hideHeader ? "" : column.header} className={style}>
      {column.cell(row)}
    </td>
  );
}
