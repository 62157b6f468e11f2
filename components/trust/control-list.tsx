import { ChevronRight } from "lucide-react";
import { Badge } from "#components/ui/badge.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import type { ControlId, Scope } from "#lib/trust/core/controls.ts";
import { STATUSES, type ArtifactKind } from "#lib/trust/core/words.ts";
import type { ControlView, EvidenceView } from "#lib/trust/get-trust.ts";
import { byDomain, notJudged } from "./control-domains.ts";
import { ControlDetail } from "./control-detail.tsx";
import type { WaiverContext } from "./control-waiver.tsx";
import { OpenTarget } from "./open-target.tsx";
import { STATUS_LOOKS } from "./status-looks.ts";
import { ControlStatusChip } from "./trust-chips.tsx";

export type ControlListProps = {
  controls: readonly ControlView[];
  evidence: readonly EvidenceView[];
  kind: ArtifactKind;
  /** Where one thing that was read is to be had; null: not for this person. */
  readAt: ((sha256: string) => string) | null;
  /** Where all findings of a control are; null: they all stand here. */
  findingsAt: ((control: ControlId) => string) | null;
  /** Null: there is nothing yet that could be waived. */
  waivers: WaiverContext | null;
};

/** Every control with what was seen, by domain of the framework; those that fail stand open. */
export function ControlList({ controls, ...rest }: ControlListProps) {
  return (
    <CardSection
      title="Controls"
      description="What was looked at, what was seen, and on what it rests."
      actions={<Counts controls={controls} />}
      flush
    >
      <OpenTarget />
      {byDomain(controls).map((domain) => (
        <section
          key={domain.prefix}
          aria-label={domain.title}
          className="border-t border-line first:border-t-0"
        >
          <div className="flex flex-wrap items-baseline gap-x-3 bg-sunken px-4 py-2">
            <h3 className="font-semibold">{domain.title}</h3>
            <p className="text-sm text-muted">{countWords(domain.controls)}</p>
          </div>
          <ul className="divide-y divide-line">
            {domain.controls.map((control) => (
              <ControlItem key={control.control} control={control} {...rest} />
            ))}
          </ul>
        </section>
      ))}
      <NotJudged controls={controls} />
    </CardSection>
  );
}

const counted = (controls: readonly ControlView[]) =>
  STATUSES.map((status) => ({
    status,
    count: controls.filter((control) => control.status === status).length,
  })).filter(({ count }) => count > 0);

/** "3 passed, 1 not checked" */
function countWords(controls: readonly ControlView[]): string {
  return counted(controls)
    .map(({ status, count }) => `${count} ${STATUS_LOOKS[status].counted}`)
    .join(", ");
}

function Counts({ controls }: { controls: readonly ControlView[] }) {
  return (
    <ul aria-label="Controls by status" className="flex flex-wrap gap-1.5">
      {counted(controls).map(({ status, count }) => (
        <li key={status} className="flex">
          <Badge
            tone={STATUS_LOOKS[status].tone}
            icon={STATUS_LOOKS[status].icon}
            title={STATUS_LOOKS[status].explanation}
          >
            {count} {STATUS_LOOKS[status].counted}
          </Badge>
        </li>
      ))}
    </ul>
  );
}

type ItemProps = Omit<ControlListProps, "controls"> & { control: ControlView };

function ControlItem({ control, ...rest }: ItemProps) {
  const { control: id, title, level, status, detail, waivedUntil } = control;
  return (
    <li id={id} className="scroll-mt-20">
      <details open={status === "fail"} className="group">
        <summary className="flex cursor-pointer flex-wrap items-start gap-2 px-4 py-2.5 hover:bg-hover/60">
          <ChevronRight
            aria-hidden
            className="mt-0.5 size-4 shrink-0 text-subtle group-open:rotate-90"
          />
          <span className="flex min-w-48 flex-1 flex-col gap-0.5">
            <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
              <span className="font-medium">{title}</span>
              <code className="text-sm text-subtle">{id}</code>
              <span className="text-sm text-subtle">Level {level}</span>
            </span>
            <span className="max-w-prose text-sm break-words text-muted">{showHidden(detail)}</span>
          </span>
          <span className="shrink-0 max-sm:pl-6">
            <ControlStatusChip status={status} until={waivedUntil} />
          </span>
        </summary>
        <ControlDetail control={control} {...rest} />
      </details>
    </li>
  );
}

const ABOUT: Partial<Record<Scope, string>> = {
  R: "duties of the registry itself",
  C: "duties of the client that installs",
};

/** Named all the same: a list of 44 that shows 34 must say where the others are. */
function NotJudged({ controls }: { controls: readonly ControlView[] }) {
  const left = notJudged(controls);
  if (left.length === 0) return null;
  return (
    <div className="border-t border-line px-4 py-3 text-sm text-muted">
      <p className="max-w-prose">Not part of a scan of a server:</p>
      <ul className="list-disc pl-5 marker:text-subtle">
        {left.map(({ id, title, scope }) => (
          <li key={id}>
            <code>{id}</code> {title}
            {ABOUT[scope] ? ` (${ABOUT[scope]})` : ""}
          </li>
        ))}
      </ul>
    </div>
  );
}
