import { ArrowRight, Check } from "lucide-react";
import { CardSection } from "#components/ui/card.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import type { ControlChange, Seen } from "#lib/trust/core/compare.ts";
import { REASONS } from "#lib/trust/core/words.ts";
import { ControlStatusChip } from "./trust-chips.tsx";

const ORDER: readonly ControlChange["direction"][] = ["worse", "better", "other"];
const WORDS: Readonly<Record<ControlChange["direction"], string>> = {
  worse: "Worse",
  better: "Better",
  other: "Cannot be compared",
};

/** Controls that stand otherwise, with why; what got worse comes first. */
export function ComparedControls({ changes }: { changes: readonly ControlChange[] }) {
  const sorted = [...changes].sort(
    (one, other) => ORDER.indexOf(one.direction) - ORDER.indexOf(other.direction),
  );
  return (
    <CardSection
      title={changes.length === 0 ? "Controls" : `Controls that changed (${changes.length})`}
      flush
    >
      {sorted.length === 0 ? (
        <Same>Every control stands as it did.</Same>
      ) : (
        <ul className="divide-y divide-line">
          {sorted.map((change) => (
            <li key={change.control} className="flex flex-col gap-2 px-4 py-3">
              <Change change={change} />
            </li>
          ))}
        </ul>
      )}
    </CardSection>
  );
}

/** Said where a part has not changed. */
export function Same({ children }: { children: string }) {
  return (
    <p className="flex items-center gap-2 p-4 text-muted">
      <Check aria-hidden className="size-4 shrink-0 text-success-text" />
      {children}
    </p>
  );
}

function Change({ change: { control, title, from, to, direction } }: { change: ControlChange }) {
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <span className="font-medium">{title}</span>
        <code className="text-sm text-subtle">{control}</code>
        <span className="flex items-center gap-1.5">
          <Status seen={from} />
          <ArrowRight aria-hidden className="size-4 shrink-0 text-subtle" />
          <span className="sr-only">then</span>
          <Status seen={to} />
        </span>
        <span className="text-sm text-muted">{WORDS[direction]}</span>
      </div>
      <dl className="grid gap-x-4 gap-y-1 text-sm sm:grid-cols-2">
        <Why term="Before" seen={from} />
        <Why term="After" seen={to} />
      </dl>
    </>
  );
}

function Status({ seen }: { seen: Seen | null }) {
  return seen === null ? (
    <span className="text-sm text-subtle">Not among the controls</span>
  ) : (
    <ControlStatusChip status={seen.status} until={seen.waivedUntil} />
  );
}

function Why({ term, seen }: { term: string; seen: Seen | null }) {
  const detail = seen?.detail ?? "";
  const reason = seen?.reason ?? null;
  const words = [detail, reason === null ? "" : REASONS[reason]].filter((text) => text !== "");
  return (
    <div className="min-w-0">
      <dt className="text-subtle">{term}</dt>
      <dd className="break-words text-muted">
        {words.length === 0 ? "Nothing more was said." : showHidden(words.join(" "))}
      </dd>
    </div>
  );
}
