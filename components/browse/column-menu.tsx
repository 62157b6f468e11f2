import { Columns3 } from "lucide-react";
import { Popover } from "#components/ui/popover.tsx";
import {
  BROWSE_COLUMNS,
  browseHref,
  withColumn,
  type BrowseState,
} from "#lib/catalog/core/browse-state.ts";
import { COLUMN_LABELS } from "./column-labels.ts";
import { MenuLink } from "./menu-link.tsx";

/** Which columns the table shows. It stays open, for one seldom changes a single one. */
export function ColumnMenu({ state }: { state: BrowseState }) {
  return (
    <Popover
      variant="secondary"
      align="end"
      panelClassName="w-48 p-1.5"
      trigger={
        <>
          <Columns3 aria-hidden /> Columns
        </>
      }
    >
      <ul aria-label="Columns">
        {BROWSE_COLUMNS.map((column) => (
          <MenuLink
            key={column}
            href={browseHref(withColumn(state, column))}
            label={COLUMN_LABELS[column]}
            on={state.columns.includes(column)}
          />
        ))}
      </ul>
    </Popover>
  );
}
