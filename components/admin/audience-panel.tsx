import type { FormState } from "#lib/actions/form-action.ts";
import type { AudienceView } from "#lib/audiences/get-audience.ts";
import { CardSection } from "#components/ui/card.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { ConfirmButton } from "#components/ui/confirm-button.tsx";
import { TextLink } from "#components/ui/link.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { AudienceForm } from "./audience-form.tsx";
import { AudienceServers } from "./audience-servers.tsx";
import { ReadersBadge } from "./audiences-table.tsx";
import { AddServersForm } from "./add-servers-form.tsx";

type Action = (previous: FormState, form: FormData) => Promise<FormState>;
type AudienceActions = {
  changeAudienceAction: Action;
  removeAudienceAction: Action;
  addServersAction: Action;
  removeServerAction: Action;
};
type Props = {
  audience: AudienceView;
  teams: readonly { slug: string; name: string }[];
  /** The public address of this product. */
  base: string;
  actions: AudienceActions;
};

export function AudiencePanel({ audience, teams, base, actions }: Props) {
  const url = `${base}/r/${audience.slug}`;
  return (
    <>
      <PageHeader
        title={audience.name}
        description={audience.description}
        breadcrumb={[{ href: "/admin/audiences", label: "Audiences" }]}
        actions={
          <>
            <ReadersBadge anonymous={audience.anonymous} />
            <ConfirmButton
              title={`Remove ${audience.name}?`}
              description={`${url} answers 404 from then on, and clients that point at it find nothing. The servers stay in the catalog.`}
              confirmLabel="Remove audience"
              action={actions.removeAudienceAction}
              fields={{ slug: audience.slug }}
            >
              Remove audience…
            </ConfirmButton>
          </>
        }
      />
      <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="flex min-w-0 flex-col gap-6">
          <CardSection
            title="Point clients here"
            description="The official registry API, with this audience's servers only."
          >
            <CodeBlock code={url} label="registry address" />
            <p className="mt-3 text-sm text-subtle">
              Allow lists for exactly these servers:{" "}
              <TextLink href={`/exports?audience=${audience.slug}`}>Exports</TextLink>.
            </p>
          </CardSection>
          <AudienceServers audience={audience} action={actions.removeServerAction} />
        </div>
        <div className="flex flex-col gap-6">
          <CardSection
            title="Add servers"
            description="By name, or by what they have in common today. Later servers are not added by themselves."
          >
            <AddServersForm slug={audience.slug} teams={teams} add={actions.addServersAction} />
          </CardSection>
          <CardSection title="Edit audience">
            <AudienceForm audience={audience} teams={teams} save={actions.changeAudienceAction} />
          </CardSection>
        </div>
      </div>
    </>
  );
}
