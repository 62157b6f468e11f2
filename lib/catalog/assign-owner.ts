import type { Tx } from "#lib/db/client.ts";
import { fieldError } from "#lib/kernel/errors.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { lockServer, requireServerAction, requireUnchanged } from "./lock-server.ts";
import { AssignOwnerInput } from "./server-schemas.ts";

const SELECT = {
  id: true,
  exposed: true,
  ownerTeamId: true,
  ownerTeam: { select: { slug: true } },
  deputy: { select: { id: true, email: true } },
} as const;

/** Names the team that answers for a server, and its deputy: a member of that team. */
export const assignOwner = defineCommand({
  name: "assignOwner",
  permission: "server.assign_owner",
  input: AssignOwnerInput,

  async run(tx, ctx, { name, team, deputy, seen }) {
    const row = await lockServer(tx, ctx, { key: { name }, select: SELECT });
    requireServerAction(ctx, row, "assign_owner");
    const before = ownersOf(row);
    requireUnchanged(seen, [before.team, before.email]);
    if (before.team === team && before.email === deputy)
      return { result: { changed: false }, audit: [] };

    const ownerTeam = await tx.team.findUnique({ where: { slug: team }, select: { id: true } });
    if (!ownerTeam) throw fieldError("team", "There is no such team.");
    const deputyId = deputy === null ? null : await deputyOf(tx, ownerTeam.id, deputy);
    await tx.server.update({
      where: { id: row.id },
      data: { ownerTeamId: ownerTeam.id, deputyId, updatedAt: ctx.now },
      select: { id: true },
    });
    return {
      result: { changed: true },
      audit: [
        {
          action: "server.assign_owner",
          targetKind: "server",
          targetId: row.id,
          before: { team: before.team, deputy: before.deputy },
          after: { team, deputy: deputyId },
        },
      ],
    };
  },
});

type Owned = {
  ownerTeam: { slug: string } | null;
  deputy: { id: string; email: string } | null;
};

const ownersOf = ({ ownerTeam, deputy }: Owned) => ({
  team: ownerTeam?.slug ?? null,
  email: deputy?.email ?? null,
  deputy: deputy?.id ?? null,
});

async function deputyOf(tx: Tx, teamId: string, email: string): Promise<string> {
  const person = await tx.user.findUnique({
    where: { email },
    select: { id: true, disabledAt: true, memberships: { where: { teamId } } },
  });
  if (!person) throw fieldError("deputy", `Nobody here has the address ${email}.`);
  if (person.disabledAt) throw fieldError("deputy", `The account of ${email} is disabled.`);
  if (person.memberships.length === 0)
    throw fieldError("deputy", "The deputy must be a member of the owner team.");
  return person.id;
}
