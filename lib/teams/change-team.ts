import { defineCommand } from "#lib/verbs/define-command.ts";
import { CreateTeamInput } from "./schemas.ts";
import { lockTeam, teamFacts } from "./team-steps.ts";

/** Changes how a team is shown. Its short name stays: it stands in addresses. */
export const changeTeam = defineCommand({
  name: "changeTeam",
  permission: "team.manage",
  input: CreateTeamInput,

  async run(tx, _ctx, { slug, name, description, channel }) {
    const before = await lockTeam(tx, slug);
    const after = { slug, name, description, channel: channel ?? null };
    const result = { slug, name };
    if (JSON.stringify(teamFacts(before)) === JSON.stringify(after)) return { result, audit: [] };

    await tx.team.update({
      where: { id: before.id },
      data: { name, description, channel: after.channel },
    });
    return {
      result,
      audit: [
        {
          action: "team.change",
          targetKind: "team",
          targetId: before.id,
          before: teamFacts(before),
          after,
        },
      ],
    };
  },
});
