import { Check, ShieldAlert } from "lucide-react";
import { Badge } from "#components/ui/badge.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { StatusChip } from "#components/ui/chips.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { TextLink } from "#components/ui/link.tsx";
import { ExactDate } from "#components/ui/relative-time.tsx";
import {
  CHANGE_GROUP_LABELS,
  type Change,
  type ChangeGroup,
} from "#lib/catalog/core/diff-documents.ts";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import { serverPath } from "#lib/catalog/core/paths.ts";
import type { DiffSide, VersionDiffView } from "#lib/catalog/get-version-diff.ts";
import { trustPage } from "#components/trust/trust-address.ts";
import { ChangeView } from "./change-view.tsx";
import { CompareForm } from "./compare-form.tsx";
import { RawDiff } from "./raw-diff.tsx";

type Props = { name: string; view: VersionDiffView; versions: readonly string[] };

const GROUPS: readonly { group: ChangeGroup; about: string }[] = [
  { group: "security", about: "What runs, from where, and what it is given." },
  { group: "tools", about: "What agents read and may call." },
  { group: "metadata", about: "Texts and links." },
];

/** Two versions side by side, in words, what a reviewer must see first on top. */
export function VersionDiffPage({ name, view, versions }: Props) {
  const { from, to, diff } = view;
  return (
    <div className="flex flex-col gap-5">
      <div className="flex flex-wrap items-end justify-between gap-4">
        <div className="flex flex-col gap-1">
          <span className="flex flex-wrap gap-x-4 text-sm">
            <TextLink href={serverPath(name, "versions")}>All versions</TextLink>
            <TextLink href={trustPage(name, "compare", { from: from.version, to: to.version })}>
              How their trust differs
            </TextLink>
          </span>
          <h2 className="flex flex-wrap items-center gap-2 text-lg font-semibold">
            What changed <Side side={from} /> <span className="text-subtle">to</span>{" "}
            <Side side={to} />
          </h2>
        </div>
        <CompareForm name={name} versions={versions} from={from.version} to={to.version} />
      </div>
      {diff.changes.length === 0 ? (
        <EmptyState icon={Check} title="Nothing changed that a reader or an agent would notice">
          {from.version === to.version
            ? "These are the same version. Choose another one to compare."
            : "Only the version itself differs."}
        </EmptyState>
      ) : (
        GROUPS.map(({ group, about }) => (
          <Group
            key={group}
            group={group}
            about={about}
            changes={diff.changes.filter((change) => change.group === group)}
          />
        ))
      )}
      {diff.more > 0 && (
        <p className="text-muted">
          And {diff.more.toLocaleString("en")} more changes: see the documents below.
        </p>
      )}
      <RawDiff from={from} to={to} />
    </div>
  );
}

function Side({ side }: { side: DiffSide }) {
  return (
    <span className="inline-flex flex-wrap items-center gap-1.5">
      <code className="break-all">{showHidden(side.version)}</code>
      <StatusChip lifecycle={side.lifecycle} of="version" />
      <span className="text-sm font-normal text-subtle">
        <ExactDate at={side.publishedAt} />
      </span>
    </span>
  );
}

type GroupProps = { group: ChangeGroup; about: string; changes: readonly Change[] };

function Group({ group, about, changes }: GroupProps) {
  if (changes.length === 0)
    return (
      <p className="flex items-center gap-2 text-muted">
        <Check aria-hidden className="size-4 text-success-text" />
        {CHANGE_GROUP_LABELS[group]}: no changes
      </p>
    );
  const grave = changes.filter(({ weight }) => weight === "high").length;
  return (
    <CardSection
      title={`${CHANGE_GROUP_LABELS[group]} (${changes.length})`}
      description={about}
      flush
      actions={
        grave > 0 && (
          <Badge tone="warning" icon={ShieldAlert}>
            {grave === 1 ? "1 to look at" : `${grave} to look at`}
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
