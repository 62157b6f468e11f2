import { classNames } from "#components/ui/class-names.ts";
import { Link } from "#components/ui/link.tsx";
import { PERIODS, type Period } from "#lib/reviews/core/quality.ts";

/** How far back; each period has its own address. */
export function PeriodTabs({ current }: { current: Period }) {
  return (
    <nav aria-label="Period">
      <ul className="flex overflow-hidden rounded-md border border-line-strong">
        {PERIODS.map((days) => (
          <li key={days} className="border-r border-line-strong last:border-r-0">
            <Link
              href={`/quality?days=${days}`}
              aria-current={days === current ? "page" : undefined}
              className={classNames(
                "flex h-8 items-center px-3 text-sm",
                days === current
                  ? "bg-accent-soft font-medium text-accent-text"
                  : "bg-surface text-muted hover:bg-hover hover:text-ink",
              )}
            >
              {days} days
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
