import { fieldError } from "#lib/kernel/errors.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { TeamMemberInput } from "./schemas.ts";
import { lockTeam } from "./team-steps.ts";

/** Adds a person to a team. Somebody who is in it already stays in it. */
export const addMember = defineCommand({
  name: "addMember",
  permission: "team.manage",
  input: TeamMemberInput,

  async run(tx, ctx, { slug, email }) {
    const team = await lockTeam(tx, slug);
    const person = await tx.user.findUnique({
      where: { email },
      select: { id: true, name: true, disabledAt: true },
    });
    if (!person)
      throw fieldError("email", `Nobody here has the address ${email}. They must sign in once.`);
    if (person.disabledAt) throw fieldError("email", `The account of ${email} is disabled.`);

    const key = { teamId: team.id, userId: person.id };
    const result = { team: team.name, person: person.name };
    const already = await tx.teamMember.findUnique({
      where: { teamId_userId: key },
      select: { userId: true },
    });
    if (already) return { result, audit: [] };

    await tx.teamMember.create({ data: { ...key, joinedAt: ctx.now } });
    return {
      result,
      audit: [
        {
          action: "team.add_member",
          targetKind: "team",
          targetId: team.id,
          before: null,
          after: { team: slug, person: person.id },
        },
      ],
    };
  },
});
