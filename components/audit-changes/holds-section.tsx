import { Disclosure } from "#components/admin/disclosure.tsx";
import { FormText } from "#components/admin/action-form.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { ExactDate } from "#components/ui/relative-time.tsx";
import { rangeWords } from "#lib/audit-changes/core/change-facts.ts";
import type { HoldView } from "#lib/audit-changes/get-log-settings.ts";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import type { LogActions, LogPowers } from "./log-actions.ts";
import { PersonInput } from "./person-input.tsx";
import { ProposeForm } from "./propose-form.tsx";

type Props = { holds: readonly HoldView[]; powers: LogPowers; actions: LogActions };

/** What must not be removed or erased, whatever its age. */
export function HoldsSection({ holds, powers, actions }: Props) {
  return (
    <CardSection
      id="holds"
      title="Legal holds"
      description="While a hold stands, nothing that it covers is removed by age or erased. It covers a person, a time, both, or everything."
    >
      {holds.length === 0 ? (
        <p className="text-muted">No hold stands.</p>
      ) : (
        <ul className="flex flex-col divide-y divide-line">
          {holds.map((hold) => (
            <Hold key={hold.id} hold={hold} powers={powers} actions={actions} />
          ))}
        </ul>
      )}
      {powers.proposes && powers.isFresh && (
        <div className="mt-4 border-t border-line pt-4">
          <Disclosure label="Propose a hold">
            <ProposeForm
              kind="hold.set"
              propose={actions.proposeAction}
              submitLabel="Propose this hold"
            >
              <FormText
                label="Name"
                name="payload.name"
                required
                maxLength={120}
                hint="Such as the number of the case."
              />
              <PersonInput
                label="Person"
                name="payload.person"
                optional
                hint="Records of what they did and of what was done to them. Empty: everybody."
              />
              <FormText
                label="From"
                name="payload.from"
                type="date"
                optional
                className="max-w-48"
              />
              <FormText
                label="To, not included"
                name="payload.to"
                type="date"
                optional
                className="max-w-48"
              />
            </ProposeForm>
          </Disclosure>
        </div>
      )}
    </CardSection>
  );
}

function Hold({ hold, powers, actions }: { hold: HoldView } & Omit<Props, "holds">) {
  const { id, name, reason, person, from, to, createdAt } = hold;
  const range = { from: from?.toISOString() ?? null, to: to?.toISOString() ?? null };
  return (
    <li className="flex flex-col gap-1 py-3 first:pt-0 last:pb-0">
      <p className="font-medium [overflow-wrap:anywhere]">{showHidden(name)}</p>
      <p className="text-sm text-muted">
        {person === null ? "Everybody" : showHidden(person.name)}: {rangeWords(range)}. Since{" "}
        <ExactDate at={createdAt} />.
      </p>
      <p className="text-sm [overflow-wrap:anywhere] text-subtle">{showHidden(reason)}</p>
      {powers.proposes && powers.isFresh && (
        <Disclosure
          label={
            <>
              Propose to lift it<span className="sr-only">: {name}</span>
            </>
          }
        >
          <ProposeForm
            kind="hold.lift"
            propose={actions.proposeAction}
            submitLabel="Propose to lift it"
          >
            <input type="hidden" name="payload.holdId" value={id} />
          </ProposeForm>
        </Disclosure>
      )}
    </li>
  );
}
