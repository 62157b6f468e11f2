import { AppError } from "#lib/kernel/errors.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { TeamMemberInput } from "./schemas.ts";
import { lockTeam } from "./team-steps.ts";

/** Takes a person out of a team; what the team owns stays with the team. */
export const removeMember = defineCommand({
  name: "removeMember",
  permission: "team.manage",
  input: TeamMemberInput,

  async run(tx, _ctx, { slug, email }) {
    const team = await lockTeam(tx, slug);
    const member = await tx.teamMember.findFirst({
      where: { teamId: team.id, user: { email } },
      select: { userId: true, user: { select: { name: true } } },
    });
    if (!member) throw new AppError("not_found", `${email} is not in the team ${team.name}.`);

    await tx.teamMember.delete({
      where: { teamId_userId: { teamId: team.id, userId: member.userId } },
    });
    return {
      result: { team: team.name, person: member.user.name },
      audit: [
        {
          action: "team.remove_member",
          targetKind: "team",
          targetId: team.id,
          before: { team: slug, person: member.userId },
          after: null,
        },
      ],
    };
  },
});
