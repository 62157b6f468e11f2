import { UserPlus } from "lucide-react";
import type { TeamView } from "#lib/teams/get-team.ts";
import { ActionForm, FormText } from "#components/admin/action-form.tsx";
import { RoleBadges } from "#components/people/role-words.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { ConfirmButton } from "#components/ui/confirm-button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Table, type Column } from "#components/ui/table.tsx";
import type { TeamActions } from "./team-actions.ts";

type Member = TeamView["members"][number];
type Props = { team: TeamView; now: Date; actions: TeamActions };

export function TeamMembers({ team, now, actions }: Props) {
  return (
    <CardSection title={`Members (${team.members.length})`} flush>
      <Table
        caption={`Members of ${team.name}`}
        columns={columns({ team, now, actions })}
        rows={team.members}
        rowKey={(member) => member.email}
        empty={
          <div className="p-4">
            <EmptyState title="It has no member" icon={UserPlus}>
              {team.manages
                ? "Add the first by the address they sign in with."
                : "An administrator adds members."}
            </EmptyState>
          </div>
        }
      />
      {team.manages && (
        <div className="border-t border-line p-4">
          <ActionForm
            action={actions.addMemberAction}
            submitLabel="Add member"
            pendingLabel="Adding…"
            variant="secondary"
            resetOnSuccess
          >
            <input type="hidden" name="slug" value={team.slug} />
            <FormText
              label="Add by e-mail address"
              name="email"
              type="email"
              required
              autoComplete="off"
              className="max-w-sm"
              hint="Somebody who has signed in here at least once."
            />
          </ActionForm>
        </div>
      )}
    </CardSection>
  );
}

function columns({ team, now, actions }: Props): Column<Member>[] {
  const all: Column<Member>[] = [
    {
      key: "name",
      header: "Name",
      primary: true,
      cell: (member) => (
        <span className="flex flex-col">
          <span className="flex flex-wrap items-center gap-2 font-medium">
            {member.name}
            {member.disabled && <Badge tone="danger">Disabled</Badge>}
          </span>
          <span className="text-subtle">{member.email}</span>
        </span>
      ),
    },
    { key: "roles", header: "Roles", cell: (member) => <RoleBadges roles={member.roles} /> },
    {
      key: "joined",
      header: "Joined",
      cell: (member) => <RelativeTime at={member.joinedAt} now={now} />,
    },
    {
      key: "remove",
      header: "Remove",
      hideHeader: true,
      className: "text-right",
      cell: (member) => (
        <ConfirmButton
          size="sm"
          title={`Remove ${member.name} from ${team.name}?`}
          description="They no longer see what only this team sees, nor change its servers. What the team owns stays with the team."
          confirmLabel="Remove member"
          action={actions.removeMemberAction}
          fields={{ slug: team.slug, email: member.email }}
        >
          Remove…<span className="sr-only"> {member.name}</span>
        </ConfirmButton>
      ),
    },
  ];
  return team.manages ? all : all.filter((column) => column.key !== "remove");
}
