import { Check, ShieldAlert } from "lucide-react";
import { ChangeView } from "#components/server/change-view.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Card, CardSection } from "#components/ui/card.tsx";
import type { ChangeGroup, VersionDiff } from "#lib/catalog/core/diff-documents.ts";

const TITLES: Record<Exclude<ChangeGroup, "tools">, { title: string; about: string }> = {
  security: {
    title: "Transport, permissions and secrets",
    about: "What runs, from where, and what it is given.",
  },
  metadata: { title: "About the server", about: "Texts and links." },
};

type Props = { group: keyof typeof TITLES; diff: VersionDiff };

/** The changes of one kind, what needs a look on top. */
export function ChangeGroupCard({ group, diff }: Props) {
  const { title, about } = TITLES[group];
  const changes = diff.changes.filter((change) => change.group === group);
  if (changes.length === 0)
    return (
      <Card className="flex items-center gap-2 px-4 py-3 text-muted">
        <Check aria-hidden className="size-4 shrink-0 text-success-text" />
        {title}: no changes
      </Card>
    );
  const grave = changes.filter(({ weight }) => weight === "high").length;
  return (
    <CardSection
      title={`${title} (${changes.length})`}
      description={about}
      flush
      actions={
        grave > 0 && (
          <Badge tone="warning" icon={ShieldAlert}>
            {grave} to look at
          </Badge>
        )
      }
    >
      <ul className="divide-y divide-line">
        {changes.map((change, at) => (
          <ChangeView key={`${change.path} ${at}`} change={change} />
        ))}
      </ul>
    </CardSection>
  );
}
