import { Boxes } from "lucide-react";
import type { FormState } from "#lib/actions/form-action.ts";
import type { TeamView } from "#lib/teams/get-team.ts";
import { Badge } from "#components/ui/badge.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { ConfirmButton } from "#components/ui/confirm-button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { TextLink } from "#components/ui/link.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { OwnedServers } from "./owned-servers.tsx";
import { TeamForm } from "./team-form.tsx";
import { TeamMembers } from "./team-members.tsx";
import type { TeamActions } from "./team-actions.ts";

type Action = (previous: FormState, form: FormData) => Promise<FormState>;
type Props = { team: TeamView; now: Date; actions: TeamActions };

export function TeamPanel({ team, now, actions }: Props) {
  return (
    <>
      <PageHeader
        title={team.name}
        description={team.description}
        breadcrumb={[{ href: "/teams", label: "Teams" }]}
        actions={
          <>
            {team.mine && <Badge tone="info">Your team</Badge>}
            {team.channel && <Badge>{team.channel}</Badge>}
            {team.manages && <RemoveTeam team={team} action={actions.removeTeamAction} />}
          </>
        }
      />
      <div className="grid items-start gap-6 2xl:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="flex min-w-0 flex-col gap-6">
          <TeamServers team={team} />
          <TeamMembers team={team} now={now} actions={actions} />
        </div>
        {team.manages && (
          <CardSection title="Edit team">
            <div className="max-w-lg">
              <TeamForm team={team} save={actions.changeTeamAction} />
            </div>
          </CardSection>
        )}
      </div>
    </>
  );
}

function TeamServers({ team }: { team: TeamView }) {
  return (
    <CardSection
      title={`Servers (${team.total.toLocaleString("en")})`}
      flush
      actions={
        team.total > 0 && (
          <TextLink href={`/servers?team=${team.slug}`} className="text-sm">
            Open in Browse
          </TextLink>
        )
      }
    >
      <OwnedServers
        caption={`Servers of ${team.name}`}
        servers={team.servers}
        empty={
          <div className="p-4">
            <EmptyState title="It owns no server" icon={Boxes}>
              {team.manages
                ? "Give it one on the server's own page, under Owner."
                : "A security reviewer or an administrator can give it one."}
            </EmptyState>
          </div>
        }
      />
    </CardSection>
  );
}

function RemoveTeam({ team, action }: { team: TeamView; action: Action }) {
  return (
    <ConfirmButton
      title={`Remove ${team.name}?`}
      description={
        team.total > 0
          ? `It still owns ${team.total} ${team.total === 1 ? "server" : "servers"}, so this will be refused: give them to another team first.`
          : "Its members stay, but belong to it no longer. This cannot be undone."
      }
      confirmLabel="Remove team"
      action={action}
      fields={{ slug: team.slug }}
    >
      Remove team…
    </ConfirmButton>
  );
}
