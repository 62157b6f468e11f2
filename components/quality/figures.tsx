import type { ReactNode } from "react";
import { Link } from "#components/ui/link.tsx";

export type Figure = { term: string; value: string; note?: ReactNode; href?: string };

/** The numbers that answer first, each with what it is of. */
export function Figures({ figures }: { figures: readonly Figure[] }) {
  return (
    <dl className="grid grid-cols-2 gap-3 lg:grid-cols-4">
      {figures.map(({ term, value, note, href }) => (
        <div key={term} className="rounded-lg border border-line bg-surface px-4 py-3">
          <dt className="text-sm text-muted">{term}</dt>
          <dd className="text-2xl font-semibold tabular-nums">
            {href ? (
              <Link href={href} className="hover:underline">
                {value}
              </Link>
            ) : (
              value
            )}
          </dd>
          {note && <dd className="text-sm text-subtle">{note}</dd>}
        </div>
      ))}
    </dl>
  );
}
