import { defineCommand } from "#lib/verbs/define-command.ts";
import { audienceFacts, lockAudience, teamIdsBySlug } from "./audience-steps.ts";
import { CreateAudienceInput } from "./schemas.ts";

/** Changes who reads an audience and how it is shown. Its address stays: clients point at it. */
export const changeAudience = defineCommand({
  name: "changeAudience",
  permission: "audience.manage",
  input: CreateAudienceInput,

  async run(tx, _ctx, input) {
    const { slug, name, description, anonymous } = input;
    const before = await lockAudience(tx, slug);
    const teamIds = await teamIdsBySlug(tx, input.teams);
    const [was, is] = [audienceFacts(before), audienceFacts(input)];
    if (JSON.stringify(was) === JSON.stringify(is)) return { result: { slug, name }, audit: [] };

    await tx.audienceTeam.deleteMany({ where: { audienceId: before.id } });
    await tx.audience.update({
      where: { id: before.id },
      data: {
        name,
        description,
        anonymous,
        teams: { createMany: { data: teamIds.map((teamId) => ({ teamId })) } },
      },
    });
    return {
      result: { slug, name },
      audit: [
        {
          action: "audience.change",
          targetKind: "audience",
          targetId: before.id,
          before: was,
          after: is,
        },
      ],
    };
  },
});
