import { X } from "lucide-react";
import { Link, TextLink } from "#components/ui/link.tsx";
import { FILTER_NAMES, type FilterTexts } from "#lib/audit/core/filter-query.ts";
import { auditHref, without } from "./audit-href.ts";
import { filterLabel } from "./filter-labels.ts";

type Props = {
  filters: FilterTexts;
  /** What ids of the filters are called. */
  known: { actor: string | null; target: string | null };
};

/** Everything that narrows the list, each removable by itself. */
export function AuditChips({ filters, known }: Props) {
  const names = FILTER_NAMES.filter((name) => filters[name] !== undefined);
  if (names.length === 0) return null;
  const knownOf = { actor: known.actor, targetId: known.target } as Record<string, string | null>;
  return (
    <ul aria-label="Active filters" className="flex flex-wrap items-center gap-2">
      {names.map((name) => (
        <li key={name} className="min-w-0">
          <Link
            href={auditHref(without(filters, name))}
            scroll={false}
            className="flex min-h-7 items-center gap-1.5 rounded-full border border-accent-line bg-accent-soft pr-2 pl-3 text-sm text-accent-text hover:border-accent"
          >
            <span className="sr-only">Remove filter: </span>
            <span className="min-w-0 wrap-anywhere">
              {filterLabel(name, filters[name] ?? "", knownOf[name] ?? null)}
            </span>
            <X aria-hidden className="size-3.5 shrink-0" />
          </Link>
        </li>
      ))}
      {names.length > 1 && (
        <li>
          <TextLink href="/audit" className="px-1 py-1 text-sm">
            Clear all
          </TextLink>
        </li>
      )}
    </ul>
  );
}
