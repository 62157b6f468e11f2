import { ChevronRight } from "lucide-react";
import { Link } from "#components/ui/link.tsx";
import type { AdminSection } from "./admin-sections.ts";

/** The sections as cards, each with what it is for. */
export function AdminOverview({ sections }: { sections: readonly AdminSection[] }) {
  return (
    <ul className="grid gap-3 sm:grid-cols-2 xl:grid-cols-3">
      {sections.map((section) => (
        <li key={section.href}>
          <Link
            href={section.href}
            className="group flex h-full items-start justify-between gap-3 rounded-lg border border-line bg-surface p-4 hover:border-line-strong hover:bg-hover/50"
          >
            <span className="flex flex-col gap-1">
              <span className="font-medium">{section.label}</span>
              <span className="text-sm text-muted">{section.description}</span>
            </span>
            <ChevronRight aria-hidden className="mt-0.5 size-4 shrink-0 text-subtle" />
          </Link>
        </li>
      ))}
    </ul>
  );
}
