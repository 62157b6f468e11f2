import { ActionForm, FormSelect, FormTextarea } from "#components/admin/action-form.tsx";
import { Disclosure } from "#components/admin/disclosure.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import { THRESHOLDS } from "#lib/requests/core/risk.ts";
import { isBelow, RISK_TIERS, TIER_WORDS } from "#lib/requests/core/words.ts";
import { TierChip } from "../request-chips.tsx";
import type { ReviewProps } from "./review-props.ts";

/** "From 3 medium, from 6 high, from 9 critical." */
const SCALE = `${[...THRESHOLDS]
  .filter(([, least]) => least > 0)
  .reverse()
  .map(([tier, least], at) => `${at === 0 ? "From" : "from"} ${least} ${tier}`)
  .join(", ")}.`;

/** Why it has this tier: every reason with its points. */
export function RiskCard({ request, actions }: ReviewProps) {
  const { riskReasons, riskPoints, computedTier, raised, tier } = request;
  const sorted = [...riskReasons].sort((a, b) => b.points - a.points);
  // Fewer points once somebody has decided lower nothing.
  const isKept = riskReasons.some(({ rule }) => rule === "tier_kept");
  const higher = RISK_TIERS.filter((one) => isBelow(tier, one));
  return (
    <CardSection
      title="Why this tier"
      description={TIER_WORDS[tier].explanation}
      actions={<TierChip tier={tier} />}
    >
      <div className="flex flex-col gap-3">
        {raised && (
          <Callout
            tone="warning"
            title={`Raised by a reviewer: computed was ${TIER_WORDS[computedTier].label.toLowerCase()}`}
          >
            {showHidden(raised.reason)}
          </Callout>
        )}
        {sorted.length === 0 && <p className="text-sm text-muted">Nothing adds to its risk.</p>}
        <ul className="flex flex-col gap-1.5 text-sm empty:hidden">
          {sorted.map(({ rule, points, text }) => (
            <li key={`${rule} ${text}`} className="flex gap-2">
              <span
                className={`w-7 shrink-0 text-right tabular-nums ${points > 0 ? "font-medium" : "text-subtle"}`}
              >
                {points > 0 ? `+${points}` : points}
              </span>
              <span className="min-w-0 break-words">{showHidden(text)}</span>
            </li>
          ))}
        </ul>
        <p className="border-t border-line pt-2 text-sm text-muted">
          {riskPoints === 1 ? "1 point" : `${riskPoints} points`}
          {!isKept && `: computed ${TIER_WORDS[computedTier].label.toLowerCase()}`}. {SCALE}
        </p>
        {request.allowed.includes("raise_tier") && higher.length > 0 && (
          <Disclosure label="Raise the tier…">
            <ActionForm
              action={actions.raiseTierAction}
              submitLabel="Raise"
              pendingLabel="Raising…"
              variant="secondary"
            >
              <input type="hidden" name="requestId" value={request.id} />
              <FormSelect
                label="Tier"
                name="tier"
                options={higher.map((value) => ({
                  value,
                  label: `${TIER_WORDS[value].label}: ${TIER_WORDS[value].explanation}`,
                }))}
                hint="A tier is only raised; nobody lowers it alone."
              />
              <FormTextarea
                label="Reason"
                name="reason"
                required
                minLength={3}
                maxLength={2_000}
                rows={2}
              />
            </ActionForm>
          </Disclosure>
        )}
      </div>
    </CardSection>
  );
}
