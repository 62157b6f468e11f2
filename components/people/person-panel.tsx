import type { ReactNode } from "react";
import type { SessionView } from "#lib/people/list-sessions.ts";
import type { PersonSummary } from "#lib/people/list-people.ts";
import { Callout } from "#components/ui/callout.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { ConfirmButton } from "#components/ui/confirm-button.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { TextLink } from "#components/ui/link.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Table } from "#components/ui/table.tsx";
import { AccountActions } from "./account-actions.tsx";
import { AccountBadge } from "./people-table.tsx";
import { RolesForm } from "./roles-form.tsx";
import { RoleBadges } from "./role-words.tsx";
import { sessionColumns } from "./session-columns.tsx";
import type { PersonActions } from "./person-actions.ts";

type Props = {
  person: PersonSummary;
  sessions: readonly SessionView[];
  now: Date;
  /** The reader may change accounts. */
  manages: boolean;
  /** The reader looks at themselves. */
  self: boolean;
  actions: PersonActions;
  children: ReactNode;
};

export function PersonPanel(props: Props) {
  const { person, manages, self, actions, children } = props;
  return (
    <>
      <PageHeader
        title={person.name}
        description={person.email}
        breadcrumb={[{ href: "/admin/people", label: "People" }]}
        actions={manages && !self && <AccountActions person={person} actions={actions} />}
      />
      {person.disabledAt && (
        <Callout tone="danger" title="This account is disabled" className="mb-4">
          {person.disabledReason} Their sessions ended and their tokens were revoked.
        </Callout>
      )}
      {self && manages && (
        <Callout tone="neutral" title="This is you" className="mb-4">
          Nobody changes their own roles or disables themselves. Another administrator can.
        </Callout>
      )}
      <div className="grid items-start gap-6 lg:grid-cols-2">
        <CardSection title="Account">
          <DefinitionList items={facts(props)} />
        </CardSection>
        <CardSection title="Roles">
          {children}
          {manages && !self ? (
            <RolesForm person={person} save={actions.setRolesAction} />
          ) : (
            <RoleBadges roles={person.roles} />
          )}
        </CardSection>
      </div>
      {manages && <Sessions {...props} />}
    </>
  );
}

function facts({ person, now, manages }: Props) {
  return [
    { term: "State", value: <AccountBadge {...person} /> },
    { term: "Signs in with", value: person.signsInWith },
    {
      term: "Last seen",
      value: person.lastSeenAt ? <RelativeTime at={person.lastSeenAt} now={now} /> : "never",
    },
    {
      term: "Teams",
      value:
        person.teams.length === 0 ? (
          "none"
        ) : (
          <ul className="flex flex-wrap gap-x-3">
            {person.teams.map((team) => (
              <li key={team.slug}>
                <TextLink href={`/teams/${team.slug}`}>{team.name}</TextLink>
              </li>
            ))}
          </ul>
        ),
    },
    {
      term: "Tokens that work",
      value: manages ? (
        <TextLink href={`/admin/tokens?search=${encodeURIComponent(person.email)}`}>
          {person.liveTokens}
        </TextLink>
      ) : (
        person.liveTokens
      ),
    },
    ...(person.demo ? [{ term: "Demo", value: "An account of the demo data" }] : []),
  ];
}

function Sessions({ person, sessions, now, actions }: Props) {
  const end = actions.revokeSessionsAction;
  return (
    <div className="mt-6">
      <CardSection
        title="Sessions"
        flush
        actions={
          sessions.length > 0 && (
            <ConfirmButton
              size="sm"
              title={`End every session of ${person.name}?`}
              description="They have to sign in again. Their tokens go on working."
              confirmLabel="End all sessions"
              action={end}
              fields={{ email: person.email }}
            >
              End all…
            </ConfirmButton>
          )
        }
      >
        <Table
          caption={`Sessions of ${person.name}`}
          columns={sessionColumns({ now, end, fields: { email: person.email } })}
          rows={sessions}
          rowKey={(session) => session.id}
          empty={<p className="p-4 text-muted">{person.name} is not signed in anywhere.</p>}
        />
      </CardSection>
    </div>
  );
}
