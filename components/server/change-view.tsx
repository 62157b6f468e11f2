import { Minus, Pencil, Plus, ShieldAlert, type LucideIcon } from "lucide-react";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import type { Change } from "#lib/catalog/core/diff-documents.ts";
import { showHidden } from "#lib/catalog/core/look-alike.ts";

const KINDS: Record<Change["kind"], { tone: Tone; icon: LucideIcon; label: string }> = {
  added: { tone: "success", icon: Plus, label: "Added" },
  removed: { tone: "danger", icon: Minus, label: "Removed" },
  changed: { tone: "info", icon: Pencil, label: "Changed" },
};

/** One change: in words, where it stands, and both sides. Texts come with hidden characters written out. */
export function ChangeView({ change }: { change: Change }) {
  const { label, ...look } = KINDS[change.kind];
  return (
    <li className="flex flex-col gap-2 px-4 py-3">
      <div className="flex flex-wrap items-center gap-2">
        <Badge {...look}>{label}</Badge>
        <span className="font-medium break-words">{showHidden(change.title)}</span>
        {change.weight === "high" && (
          <Badge tone="warning" icon={ShieldAlert} title="Look at it before approving.">
            Look at it
          </Badge>
        )}
      </div>
      <Sides change={change} />
      <code className="text-xs break-all text-subtle">{showHidden(change.path)}</code>
    </li>
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
