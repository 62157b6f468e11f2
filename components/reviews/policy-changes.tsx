import { TrendingDown, TrendingUp } from "lucide-react";
import { Badge } from "#components/ui/badge.tsx";
import type { PolicyChange } from "#lib/reviews/core/policy.ts";
import { TIER_WORDS } from "#lib/requests/core/words.ts";

/** What a version changes, in words; what asks for less than before is marked. */
export function PolicyChanges({ changes }: { changes: readonly PolicyChange[] }) {
  if (changes.length === 0) return <p className="text-sm text-subtle">No changes.</p>;
  const ordered = [...changes].sort((one, other) => Number(other.looser) - Number(one.looser));
  return (
    <ul className="flex flex-col gap-1.5 text-sm">
      {ordered.map(({ tier, text, looser }) => (
        <li
          key={`${tier ?? ""} ${text}`}
          className="grid grid-cols-[5.5rem_minmax(0,1fr)] items-baseline gap-2"
        >
          <span>
            <Badge
              tone={looser ? "warning" : "success"}
              icon={looser ? TrendingDown : TrendingUp}
              title={looser ? "It asks for less than before." : "It asks for more than before."}
            >
              {looser ? "Looser" : "Stricter"}
            </Badge>
          </span>
          <span>
            {tier && <span className="font-medium">{TIER_WORDS[tier].label}: </span>}
            {text}
          </span>
        </li>
      ))}
    </ul>
  );
}
