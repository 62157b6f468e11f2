import { ChevronRight } from "lucide-react";
import { Link } from "./link.tsx";
import type { ReactNode } from "react";

type Crumb = { href: string; label: string };

type Props = {
  title: ReactNode;
  description?: ReactNode;
  actions?: ReactNode;
  breadcrumb?: readonly Crumb[];
};

/** The top of every page: where we are (h1), what it is for, and what can be done here. */
export function PageHeader({ title, description, actions, breadcrumb = [] }: Props) {
  return (
    <header className="mb-5 flex flex-col gap-2">
      {breadcrumb.length > 0 && (
        <nav aria-label="Breadcrumb">
          <ol className="flex flex-wrap items-center gap-1 text-sm text-subtle">
            {breadcrumb.map((crumb) => (
              <li key={crumb.href} className="flex items-center gap-1">
                <Link href={crumb.href} className="py-0.5 hover:text-ink hover:underline">
                  {crumb.label}
                </Link>
                <ChevronRight aria-hidden className="size-3.5" />
              </li>
            ))}
            <li aria-current="page" className="min-w-0 truncate text-muted">
              {title}
            </li>
          </ol>
        </nav>
      )}
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0">
          <h1 className="text-xl font-semibold tracking-tight wrap-anywhere">{title}</h1>
          {description && <p className="mt-0.5 max-w-prose text-muted">{description}</p>}
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </div>
    </header>
  );
}
