import { CircleCheck, CircleX, Clock, Hourglass, Undo2, type LucideIcon } from "lucide-react";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import type { ChangeState } from "#lib/audit-changes/core/four-eyes.ts";
import { KIND_WORDS } from "#lib/audit-changes/core/kinds.ts";
import type { AuditChangeView } from "#lib/audit-changes/list-audit-changes.ts";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { ConfirmButton } from "#components/ui/confirm-button.tsx";
import { DefinitionList, type Definition } from "#components/ui/definition-list.tsx";
import { TextareaField } from "#components/ui/field.tsx";
import { ExactDate, RelativeTime } from "#components/ui/relative-time.tsx";
import type { LogActions, LogPowers } from "./log-actions.ts";

type Props = { change: AuditChangeView; now: Date; powers: LogPowers; actions: LogActions };

/** One proposal: what it changes, who asks and why, and what this person may do with it. */
export function ChangeCard({ change, now, powers, actions }: Props) {
  const { id, kind, whyNot } = change;
  return (
    <CardSection
      id={`change-${id}`}
      className="scroll-mt-20"
      title={KIND_WORDS[kind].title}
      description={KIND_WORDS[kind].does}
      actions={<StateBadge state={change.state} />}
    >
      <DefinitionList items={[...linesOf(change), ...factsOf(change, now)]} />
      {whyNot && <p className="mt-3 max-w-prose text-sm text-muted">{whyNot}</p>}
      <Buttons change={change} powers={powers} actions={actions} />
    </CardSection>
  );
}

export function linesOf({ lines }: AuditChangeView): Definition[] {
  return lines.map(({ term, now, then }) => ({
    term,
    value:
      now === null ? (
        showHidden(then)
      ) : (
        <>
          <del className="text-subtle">{showHidden(now)}</del> <span aria-hidden>→</span>{" "}
          <ins className="font-medium no-underline">{showHidden(then)}</ins>
        </>
      ),
  }));
}

function factsOf(change: AuditChangeView, now: Date): Definition[] {
  const { reason, proposedBy, proposedAt, expiresAt, decidedBy, decidedAt, note, state } = change;
  return [
    { term: "Why", value: <span className="whitespace-pre-line">{showHidden(reason)}</span> },
    {
      term: "Proposed",
      value: (
        <>
          by {showHidden(proposedBy.name)}, <RelativeTime at={proposedAt} now={now} />
        </>
      ),
    },
    ...(state === "open" ? [{ term: "Open until", value: <ExactDate at={expiresAt} /> }] : []),
    ...(decidedBy && decidedAt
      ? [
          {
            term: STATES[state].label,
            value: (
              <>
                by {showHidden(decidedBy.name)}, <RelativeTime at={decidedAt} now={now} />
              </>
            ),
          },
        ]
      : []),
    ...(note ? [{ term: "Note", value: showHidden(note) }] : []),
  ];
}

const STATES: Record<ChangeState, { label: string; tone: Tone; icon: LucideIcon }> = {
  open: { label: "Waits for a second person", tone: "warning", icon: Hourglass },
  confirmed: { label: "Confirmed", tone: "success", icon: CircleCheck },
  declined: { label: "Declined", tone: "danger", icon: CircleX },
  withdrawn: { label: "Withdrawn", tone: "neutral", icon: Undo2 },
  expired: { label: "Too old", tone: "neutral", icon: Clock },
};

export function StateBadge({ state }: { state: ChangeState }) {
  const { label, tone, icon } = STATES[state];
  return (
    <Badge tone={tone} icon={icon}>
      {label}
    </Badge>
  );
}

function Buttons({ change, powers, actions }: Omit<Props, "now">) {
  const { id, kind, allowed } = change;
  if (allowed.length === 0) return null;
  const fields = { id };
  const name = KIND_WORDS[kind].title.toLowerCase();
  return (
    <div className="mt-4 flex flex-wrap items-center gap-2 border-t border-line pt-4">
      {powers.isFresh && allowed.includes("confirm") && (
        <ConfirmButton
          variant="primary"
          danger={kind === "subject.erase"}
          title={`${KIND_WORDS[kind].title}?`}
          description={`It happens at once. ${KIND_WORDS[kind].does} The log shows you and who proposed it.`}
          confirmLabel="Confirm"
          action={actions.confirmAction}
          fields={fields}
          form={<TextareaField label="Note" name="note" optional rows={2} maxLength={2_000} />}
        >
          Confirm…<span className="sr-only"> {name}</span>
        </ConfirmButton>
      )}
      {powers.isFresh && allowed.includes("decline") && (
        <ConfirmButton
          title="Decline this proposal?"
          description="Nothing changes. Who proposed it is told why."
          confirmLabel="Decline"
          action={actions.declineAction}
          fields={fields}
          form={<TextareaField label="Why" name="note" required rows={2} maxLength={2_000} />}
        >
          Decline…<span className="sr-only"> {name}</span>
        </ConfirmButton>
      )}
      {allowed.includes("withdraw") && (
        <ConfirmButton
          title="Withdraw this proposal?"
          description="Nothing changes. It can be proposed again."
          confirmLabel="Withdraw"
          action={actions.withdrawAction}
          fields={fields}
        >
          Withdraw…<span className="sr-only"> {name}</span>
        </ConfirmButton>
      )}
    </div>
  );
}
