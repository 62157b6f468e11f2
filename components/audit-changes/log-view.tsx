import { whoDecides } from "#lib/audit-changes/core/four-eyes.ts";
import { LOG_PATH } from "#lib/audit-changes/core/paths.ts";
import type { LogSettingsView } from "#lib/audit-changes/get-log-settings.ts";
import type { AuditChangeView } from "#lib/audit-changes/list-audit-changes.ts";
import { FRESH_MINUTES } from "#lib/requests/core/separation.ts";
import { Callout } from "#components/ui/callout.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { DecidedChanges, OpenChanges } from "./change-lists.tsx";
import { ErasureSection } from "./erasure-section.tsx";
import { HoldsSection } from "./holds-section.tsx";
import type { LogActions, LogPowers } from "./log-actions.ts";
import { RetentionSection } from "./retention-section.tsx";

type Props = {
  settings: LogSettingsView;
  open: readonly AuditChangeView[];
  decided: readonly AuditChangeView[];
  now: Date;
  powers: LogPowers;
  actions: LogActions;
};

export function LogView({ settings, open, decided, now, powers, actions }: Props) {
  const shared = { now, powers, actions };
  const decides = open.some(({ allowed }) => allowed.includes("confirm"));
  return (
    <div className="flex flex-col gap-6">
      {(powers.proposes || decides) && !powers.isFresh && <SignInAgain decides={decides} />}
      {powers.proposes && settings.auditors.length === 0 && (
        <Callout tone="warning" title="Nobody can be the second person">
          {whoDecides("retention.set", [])}
        </Callout>
      )}
      <section aria-label="Waiting for a second person" className="flex flex-col gap-3">
        <h2 className="text-lg font-semibold">Waiting for a second person</h2>
        <OpenChanges changes={open} {...shared} />
      </section>
      <RetentionSection retention={settings.retention} powers={powers} actions={actions} />
      <div className="grid items-start gap-6 xl:grid-cols-2">
        <HoldsSection holds={settings.holds} powers={powers} actions={actions} />
        <ErasureSection erasures={settings.erasures} {...shared} />
      </div>
      <DecidedChanges changes={decided} now={now} />
    </div>
  );
}

function SignInAgain({ decides }: { decides: boolean }) {
  return (
    <Callout
      title={decides ? "Sign in again to decide" : "Sign in again to propose something"}
      actions={
        <LinkButton
          href={`/sign-in?fresh=1&next=${encodeURIComponent(LOG_PATH)}`}
          variant="primary"
        >
          Sign in again
        </LinkButton>
      }
    >
      Changes of the log take a sign-in of the last {FRESH_MINUTES} minutes, of both people.
    </Callout>
  );
}
