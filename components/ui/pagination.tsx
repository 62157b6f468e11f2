import { ChevronLeft, ChevronRight } from "lucide-react";
import { LinkButton } from "./link-button.tsx";

type Props = {
  /** "1 to 24 of 1,204 servers" */
  summary: string;
  previousHref: string | null;
  nextHref: string | null;
};

/** Cursor paging: the total, and the way to the pages beside this one. */
export function Pagination({ summary, previousHref, nextHref }: Props) {
  return (
    <nav aria-label="Pages" className="flex items-center justify-between gap-3 py-3">
      <p className="text-sm text-muted tabular-nums">{summary}</p>
      <div className="flex gap-2">
        {previousHref && (
          <LinkButton href={previousHref} size="sm" rel="prev">
            <ChevronLeft aria-hidden /> Previous
          </LinkButton>
        )}
        {nextHref && (
          <LinkButton href={nextHref} size="sm" rel="next">
            Next <ChevronRight aria-hidden />
          </LinkButton>
        )}
      </div>
    </nav>
  );
}
