import { ArrowRight, Minus, Pencil, Plus, ShieldAlert, type LucideIcon } from "lucide-react";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import type { Change } from "#lib/catalog/core/diff-documents.ts";
import { showHidden } from "#lib/catalog/core/look-alike.ts";

const KINDS: Record<Change["kind"], { tone: Tone; icon: LucideIcon; label: string }> = {
  added: { tone: "success", icon: Plus, label: "Added" },
  removed: { tone: "danger", icon: Minus, label: "Removed" },
  changed: { tone: "info", icon: Pencil, label: "Changed" },
};

/** Shorter values stand in the line of their change. */
const MAX_INLINE = 60;

/** One change: in words, where it stands, and both sides. Texts come with hidden characters written out. */
export function ChangeView({ change }: { change: Change }) {
  const { label, ...look } = KINDS[change.kind];
  const { before = "", after = "", words } = change;
  const isShort = before.length <= MAX_INLINE && after.length <= MAX_INLINE && !words;
  return (
    <li className="flex flex-col gap-2 px-4 py-2.5" title={change.path}>
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <Badge {...look}>{label}</Badge>
        <span className="min-w-0 font-medium [overflow-wrap:anywhere]">
          {showHidden(change.title)}
        </span>
        {isShort && <Inline before={before} after={after} />}
        {change.weight === "high" && (
          <Badge
            tone="warning"
            icon={ShieldAlert}
            title="Look at it before approving."
            className="ml-auto"
          >
            Look at it
          </Badge>
        )}
      </div>
      {!isShort && <Sides change={change} />}
    </li>
  );
}

function Inline({ before, after }: { before: string; after: string }) {
  const isChange = before !== "" && after !== "";
  return (
    <span className="inline-flex flex-wrap items-center gap-1.5 text-sm break-all">
      {before && (
        <del className="rounded bg-danger-soft px-1 font-mono text-danger-text">{before}</del>
      )}
      {isChange && <ArrowRight role="img" aria-label="becomes" className="size-3.5 text-subtle" />}
      {after && (
        <ins className="rounded bg-success-soft px-1 font-mono text-success-text no-underline">
          {after}
        </ins>
      )}
    </span>
  );
}

function Sides({ change }: { change: Change }) {
  const { before, after, words } = change;
  if (words)
    return (
      <p className="max-w-prose rounded-md bg-sunken px-3 py-2 break-words whitespace-pre-wrap">
        {words.map(({ kind, text }, at) =>
          kind === "same" ? (
            text
          ) : kind === "added" ? (
            <ins key={at} className="bg-success-soft text-success-text no-underline">
              {text}
            </ins>
          ) : (
            <del key={at} className="bg-danger-soft text-danger-text">
              {text}
            </del>
          ),
        )}
      </p>
    );
  if (!before && !after) return null;
  return (
    <div className="grid gap-2 sm:grid-cols-2">
      <Side label="Before" text={before} style="border-danger-line bg-danger-soft" />
      <Side label="After" text={after} style="border-success-line bg-success-soft" />
    </div>
  );
}

function Side({ label, text, style }: { label: string; text: string | undefined; style: string }) {
  if (!text)
    return <p className="px-3 py-1.5 text-sm text-subtle max-sm:hidden">{label}: nothing</p>;
  return (
    <div className={`min-w-0 rounded-md border px-3 py-1.5 text-sm ${style}`}>
      <span className="text-xs text-muted">{label}</span>
      <p className="max-h-60 overflow-y-auto font-mono break-words whitespace-pre-wrap">{text}</p>
    </div>
  );
}
