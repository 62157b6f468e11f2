import { Download } from "lucide-react";
import { Popover } from "#components/ui/popover.tsx";
import { queryOf, type FilterTexts } from "#lib/audit/core/filter-query.ts";

const FORMATS = [
  { format: "csv", label: "CSV", hint: "For spreadsheets" },
  { format: "jsonl", label: "JSON lines", hint: "One record a line, with hashes" },
  { format: "ocsf", label: "OCSF", hint: "Events for a SIEM" },
] as const;

/** What the list shows as a file, all pages of it. */
export function ExportMenu({ filters }: { filters: FilterTexts }) {
  return (
    <Popover
      variant="secondary"
      size="md"
      align="end"
      panelClassName="w-72 p-1.5"
      trigger={
        <>
          <Download aria-hidden /> Export
        </>
      }
    >
      <ul>
        {FORMATS.map(({ format, label, hint }) => (
          <li key={format}>
            {/* A file, not a page: the router must not fetch it. */}
            <a
              href={`/api/v1/audit/export?${queryOf(filters)}&format=${format}`.replace("?&", "?")}
              download
              className="flex flex-col rounded-md px-2 py-1.5 hover:bg-hover"
            >
              {label}
              <span className="text-sm text-subtle">{hint}</span>
            </a>
          </li>
        ))}
      </ul>
      <p className="border-t border-line px-2 pt-2 pb-1 text-sm text-subtle">
        The log records who takes out what. To verify the log as a whole, an administrator exports
        it with <code>gatehouse audit export</code>.
      </p>
    </Popover>
  );
}
