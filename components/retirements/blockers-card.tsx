import { Info, OctagonPause } from "lucide-react";
import { CardSection } from "#components/ui/card.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import type { Blocker } from "#lib/retirements/core/blockers.ts";

/** What stands between the server and its end; only open questions hold it. */
export function BlockersCard({ blockers }: { blockers: readonly Blocker[] }) {
  return (
    <CardSection title="Before the end">
      {blockers.length === 0 ? (
        <p className="text-muted">Nothing stands in the way.</p>
      ) : (
        <ul className="flex flex-col gap-2.5">
          {blockers.map(({ kind, text, holds }) => (
            <li key={`${kind} ${text}`} className="flex items-start gap-2">
              {holds ? (
                <OctagonPause aria-hidden className="mt-0.5 size-4 shrink-0 text-hold-text" />
              ) : (
                <Info aria-hidden className="mt-0.5 size-4 shrink-0 text-muted" />
              )}
              <span className="min-w-0 [overflow-wrap:anywhere]">
                {showHidden(text)}{" "}
                <span className="text-sm text-subtle">
                  {holds ? "The server is not retired until then." : "This does not hold the end."}
                </span>
              </span>
            </li>
          ))}
        </ul>
      )}
    </CardSection>
  );
}
