import type { FormState } from "#lib/actions/form-action.ts";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import type { ScanCredentials as Kept } from "#lib/trust/credentials/list-scan-credentials.ts";
import { ActionForm, FormText } from "#components/admin/action-form.tsx";
import { Disclosure } from "#components/admin/disclosure.tsx";
import { OneButtonForm } from "#components/admin/one-button-form.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { ExactDate } from "#components/ui/relative-time.tsx";

type Action = (previous: FormState, form: FormData) => Promise<FormState>;
export type ScanCredentialsProps = { remotes: Kept["remotes"]; keep: Action; remove: Action };
type Props = ScanCredentialsProps & { name: string; version: string };

/** What scans show to remotes that tell their tools only to those who sign in; for who may keep it. */
export function ScanCredentials({ remotes, ...props }: Props) {
  return (
    <CardSection
      title="Credentials for scans"
      description="A remote that tells its tools only to those who sign in is judged by what its server.json declares, and stays at L1. With a credential, scans ask it for its tools. Use an account that can do as little as possible: it is sealed, shown to this address alone, and nobody reads it again."
    >
      <ul className="flex flex-col gap-5">
        {remotes.map((remote) => (
          <li key={remote.url} className="flex flex-col gap-2">
            <Remote remote={remote} {...props} />
          </li>
        ))}
      </ul>
    </CardSection>
  );
}

type RemoteProps = Omit<Props, "remotes"> & { remote: Kept["remotes"][number] };

function Remote({ remote: { url, kept }, name, version, keep, remove }: RemoteProps) {
  return (
    <>
      <code className="[overflow-wrap:anywhere]">{showHidden(url)}</code>
      {kept === null ? (
        <p className="text-sm text-muted">No credential is kept: scans ask as a stranger would.</p>
      ) : (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-muted">
          {kept.isExpired ? (
            <Badge tone="warning">Ended</Badge>
          ) : (
            <Badge tone="success">Kept</Badge>
          )}
          <span>
            Header <code>{kept.header}</code>, kept by {showHidden(kept.by)} on{" "}
            <ExactDate at={kept.at} />, {kept.isExpired ? "ended on" : "until"}{" "}
            <ExactDate at={kept.expiresAt} />
          </span>
          <OneButtonForm action={remove} fields={{ name, url }}>
            Remove
          </OneButtonForm>
        </div>
      )}
      <Disclosure label={kept === null ? "Keep a credential" : "Keep another one in its place"}>
        <ActionForm
          action={keep}
          submitLabel="Keep credential"
          pendingLabel="Sealing…"
          variant="secondary"
          resetOnSuccess
        >
          <input type="hidden" name="name" value={name} />
          <input type="hidden" name="version" value={version} />
          <input type="hidden" name="url" value={url} />
          <FormText
            label="Header"
            name="header"
            defaultValue={kept?.header ?? "Authorization"}
            required
            maxLength={64}
            autoComplete="off"
          />
          <FormText
            label="Credential"
            name="value"
            type="password"
            required
            minLength={8}
            maxLength={4096}
            autoComplete="off"
            hint="As it is sent, such as: Bearer, a space, and the token."
          />
          <FormText
            label="Days"
            name="days"
            type="number"
            min={1}
            max={180}
            defaultValue={90}
            required
            hint="Then scans ask as a stranger again. At most 180."
          />
        </ActionForm>
      </Disclosure>
    </>
  );
}
