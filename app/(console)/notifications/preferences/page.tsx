import { PreferencesForm } from "#components/notifications/preferences-form.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { sessionContext } from "#lib/auth/context.ts";
import { env } from "#lib/config/env.ts";
import { DIGEST_HOUR_UTC } from "#lib/notifications/core/digest-time.ts";
import { getPreferences } from "#lib/notifications/get-preferences.ts";
import { setPreferencesAction } from "../actions.ts";

export const metadata = { title: "Notification preferences" };

export default async function PreferencesPage() {
  const ctx = await sessionContext();
  const preferences = await getPreferences(ctx, {});
  return (
    <>
      <PageHeader
        title="Preferences"
        breadcrumb={[{ href: "/notifications", label: "Notifications" }]}
        description={`Everything stands in your inbox; here you choose what also comes by mail to ${ctx.actor.email}. The digest is one mail a day, at ${String(DIGEST_HOUR_UTC).padStart(2, "0")}:00 UTC.`}
      />
      {env.mail === null && (
        <Callout tone="warning" title="No mail is sent from here yet" className="mb-5 max-w-3xl">
          An administrator can set SMTP_URL and MAIL_FROM. What you choose holds from then on.
        </Callout>
      )}
      <PreferencesForm preferences={preferences} save={setPreferencesAction} />
    </>
  );
}
