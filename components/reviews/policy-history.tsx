import { CircleCheck, CircleSlash, FilePen, History } from "lucide-react";
import type { LucideIcon } from "lucide-react";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { PolicyState } from "#lib/reviews/core/four-eyes.ts";
import type { PolicyView } from "#lib/reviews/policy-view.ts";
import { PolicyChanges } from "./policy-changes.tsx";

const STATES: Record<PolicyState, { label: string; tone: Tone; icon: LucideIcon }> = {
  draft: { label: "Draft", tone: "info", icon: FilePen },
  published: { label: "In force", tone: "success", icon: CircleCheck },
  superseded: { label: "Superseded", tone: "neutral", icon: History },
  discarded: { label: "Discarded", tone: "neutral", icon: CircleSlash },
};

type Props = { versions: readonly PolicyView[]; total: number; now: Date };

/** Who wrote and who published each version, and what it changed. */
export function PolicyHistory({ versions, total, now }: Props) {
  return (
    <CardSection title="History" flush>
      <ol className="divide-y divide-line">
        {versions.map((version) => (
          <Version key={version.version} version={version} now={now} />
        ))}
      </ol>
      {total > versions.length && (
        <p className="border-t border-line px-4 py-2 text-sm text-subtle">
          {versions.length} of {total} versions; the older ones are in the audit log.
        </p>
      )}
    </CardSection>
  );
}

function Version({ version: view, now }: { version: PolicyView; now: Date }) {
  const { version, state, note, author, publisher, publishedAt, changes } = view;
  const { label, tone, icon } = STATES[state];
  return (
    <li id={`v${version}`} className="flex flex-col gap-2 px-4 py-3 target:bg-accent-soft">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h3 className="font-semibold">Version {version}</h3>
        <Badge tone={tone} icon={icon}>
          {label}
        </Badge>
        <p className="text-sm text-subtle">
          {author ? (
            <>
              Written by {author} <RelativeTime at={view.createdAt} now={now} />
            </>
          ) : (
            "Came with Gatehouse"
          )}
          {publisher && publishedAt && (
            <>
              , published by {publisher} <RelativeTime at={publishedAt} now={now} />
            </>
          )}
        </p>
      </div>
      <p className="max-w-prose text-sm wrap-anywhere whitespace-pre-line text-muted">{note}</p>
      {view.against !== null && <PolicyChanges changes={changes} />}
    </li>
  );
}
