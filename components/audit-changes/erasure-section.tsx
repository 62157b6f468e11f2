import { Disclosure } from "#components/admin/disclosure.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { ErasureView } from "#lib/audit-changes/get-log-settings.ts";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import type { LogActions, LogPowers } from "./log-actions.ts";
import { PersonInput } from "./person-input.tsx";
import { ProposeForm } from "./propose-form.tsx";

type Props = {
  erasures: readonly ErasureView[];
  now: Date;
  powers: LogPowers;
  actions: LogActions;
};

/** Erasing a person from the log: what it takes away, what it leaves, and who was erased. */
export function ErasureSection({ erasures, now, powers, actions }: Props) {
  return (
    <CardSection
      id="erasure"
      title="Erasure"
      description="What the log holds about a person is sealed with a key of that person. Erasing them destroys the key and everything sealed with it, for good."
    >
      <dl className="grid gap-4 sm:grid-cols-2">
        <div>
          <dt className="font-medium">Is erased</dt>
          <dd className="text-muted">
            Their names, addresses and words about them within records, and the salt without which
            not even a guess can be confirmed.
          </dd>
        </div>
        <div>
          <dt className="font-medium">Stays</dt>
          <dd className="text-muted">
            Every record with the person&apos;s id, what was done and when, so that the log still
            verifies. Their account, requests, comments and messages: those are not the log. What
            was exported or sent to a SIEM. Backups made before, until they run out.
          </dd>
        </div>
      </dl>
      {powers.proposes && powers.isFresh && (
        <div className="mt-4 border-t border-line pt-4">
          <Disclosure label="Propose an erasure">
            <ProposeForm
              kind="subject.erase"
              propose={actions.proposeAction}
              submitLabel="Propose this erasure"
            >
              <PersonInput
                label="Person"
                name="payload.person"
                required
                hint="Nobody takes part in the erasure of their own traces."
              />
            </ProposeForm>
          </Disclosure>
        </div>
      )}
      {erasures.length > 0 && (
        <div className="mt-4 border-t border-line pt-4">
          <h3 className="font-medium">Erased</h3>
          <ul className="mt-1 flex flex-col gap-1 text-sm text-muted">
            {erasures.map(({ subject, name, at }) => (
              <li key={`${subject} ${at.toISOString()}`} className="[overflow-wrap:anywhere]">
                {name === null ? <code>{subject}</code> : showHidden(name)},{" "}
                <RelativeTime at={at} now={now} />
              </li>
            ))}
          </ul>
        </div>
      )}
    </CardSection>
  );
}
