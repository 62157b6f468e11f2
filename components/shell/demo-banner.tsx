import { FlaskConical } from "lucide-react";
import { TextLink } from "#components/ui/link.tsx";

/** Says that what is shown is invented, and where to remove it. */
export function DemoBanner({ mayRemove }: { mayRemove: boolean }) {
  return (
    <aside
      aria-label="Demo data"
      className="flex items-center justify-center gap-2 border-b border-warning-line bg-warning-soft px-4 py-1.5 text-sm text-warning-text"
    >
      <FlaskConical aria-hidden className="size-4 shrink-0" />
      <p>
        The company, teams and people shown here are demo data.{" "}
        {mayRemove ? (
          <TextLink href="/admin#demo" className="font-medium text-current">
            Remove the demo data
          </TextLink>
        ) : (
          "An administrator can remove it."
        )}
      </p>
    </aside>
  );
}
