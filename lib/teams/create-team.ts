import { fieldError } from "#lib/kernel/errors.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { CreateTeamInput } from "./schemas.ts";
import { teamFacts } from "./team-steps.ts";

/** Makes a team that can own servers. */
export const createTeam = defineCommand({
  name: "createTeam",
  permission: "team.manage",
  input: CreateTeamInput,

  async run(tx, _ctx, { slug, name, description, channel }) {
    const taken = await tx.team.findUnique({ where: { slug }, select: { name: true } });
    if (taken) throw fieldError("slug", `The team ${taken.name} has this short name already.`);

    const team = await tx.team.create({
      data: { slug, name, description, channel: channel ?? null },
      select: { id: true, slug: true, name: true, description: true, channel: true },
    });
    return {
      result: { slug: team.slug, name: team.name },
      audit: [
        {
          action: "team.create",
          targetKind: "team",
          targetId: team.id,
          before: null,
          after: teamFacts(team),
        },
      ],
    };
  },
});
