import { EXPORT_FORMATS } from "#lib/clients/core/exports.ts";
import type { ExportAudience } from "#lib/exports/list-export-audiences.ts";
import { FilterForm } from "#components/admin/filter-form.tsx";
import { withQuery } from "#components/admin/page-links.ts";
import { classNames } from "#components/ui/class-names.ts";
import { SelectField } from "#components/ui/field.tsx";
import { Link } from "#components/ui/link.tsx";

type Props = {
  current: string;
  audience: string | undefined;
  audiences: readonly ExportAudience[];
};

/** Formats are links, so that each has its own address. */
export function FormatChooser({ current, audience, audiences }: Props) {
  return (
    <div className="flex flex-col gap-4">
      <nav aria-label="Formats">
        <ul className="flex flex-col gap-0.5">
          {EXPORT_FORMATS.map((format) => (
            <li key={format.id}>
              <Link
                href={withQuery("/exports", { format: format.id, audience })}
                scroll={false}
                aria-current={format.id === current ? "page" : undefined}
                className={classNames(
                  "flex min-h-9 flex-col justify-center rounded-md px-3 py-1.5",
                  format.id === current
                    ? "bg-hover font-medium text-ink"
                    : "text-muted hover:bg-hover hover:text-ink",
                )}
              >
                {format.label}
                <code className="text-xs font-normal text-subtle">{format.fileName}</code>
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      {audiences.length > 0 && (
        <FilterForm action="/exports">
          <input type="hidden" name="format" value={current} />
          <SelectField
            label="Servers"
            name="audience"
            defaultValue={audience ?? ""}
            options={[
              { value: "", label: "Everything approved" },
              ...audiences.map(({ slug, name }) => ({ value: slug, label: name })),
            ]}
          />
        </FilterForm>
      )}
    </div>
  );
}
