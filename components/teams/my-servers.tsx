import { Boxes } from "lucide-react";
import type { MyServers } from "#lib/teams/list-my-servers.ts";
import { CardSection } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { TextLink } from "#components/ui/link.tsx";
import { OwnedServers } from "./owned-servers.tsx";

/** First what needs somebody, then the rest. */
export function MyServersPanel({ view }: { view: MyServers }) {
  if (view.teams.length === 0) return <NoTeam />;
  if (view.servers.length === 0) return <NoServer teams={view.teams} />;
  const waiting = view.servers.filter((server) => server.attention.length > 0);
  const quiet = view.servers.filter((server) => server.attention.length === 0);
  return (
    <div className="flex flex-col gap-6">
      {waiting.length > 0 && (
        <CardSection title={`Needs your attention (${waiting.length})`} flush>
          <OwnedServers caption="Servers that need attention" servers={waiting} showTeam />
        </CardSection>
      )}
      {quiet.length > 0 && (
        <CardSection title={`In order (${quiet.length})`} flush>
          <OwnedServers caption="Servers in order" servers={quiet} showTeam showAttention={false} />
        </CardSection>
      )}
      {view.total > view.servers.length && (
        <p className="text-sm text-subtle">
          The first {view.servers.length} of {view.total.toLocaleString("en")} are shown. Each
          team&apos;s page links to its own.
        </p>
      )}
    </div>
  );
}

function NoTeam() {
  return (
    <EmptyState
      title="You are in no team"
      icon={Boxes}
      actions={
        <>
          <LinkButton href="/teams" variant="primary">
            See the teams
          </LinkButton>
          <LinkButton href="/servers">Browse servers</LinkButton>
        </>
      }
    >
      Servers belong to teams. Ask an administrator to add you to yours, and what it owns appears
      here.
    </EmptyState>
  );
}

function NoServer({ teams }: Pick<MyServers, "teams">) {
  return (
    <EmptyState
      title="Your teams own no server yet"
      icon={Boxes}
      actions={<LinkButton href="/servers">Browse servers</LinkButton>}
    >
      <p>
        You are in{" "}
        {teams.map((team, at) => (
          <span key={team.slug}>
            {at > 0 && ", "}
            <TextLink href={`/teams/${team.slug}`}>{team.name}</TextLink>
          </span>
        ))}
        . A security reviewer or an administrator can give one of them a server.
      </p>
    </EmptyState>
  );
}
