import { fieldError } from "#lib/kernel/errors.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { audienceFacts, teamIdsBySlug } from "./audience-steps.ts";
import { CreateAudienceInput } from "./schemas.ts";

/** Makes a registry of its own for some teams, or for readers without a token. Empty at first. */
export const createAudience = defineCommand({
  name: "createAudience",
  permission: "audience.manage",
  input: CreateAudienceInput,

  async run(tx, _ctx, input) {
    const { slug, name, description, anonymous } = input;
    const taken = await tx.audience.findUnique({ where: { slug }, select: { name: true } });
    if (taken) throw fieldError("slug", `The audience ${taken.name} has this address already.`);

    const teamIds = await teamIdsBySlug(tx, input.teams);
    const audience = await tx.audience.create({
      data: {
        slug,
        name,
        description,
        anonymous,
        teams: { createMany: { data: teamIds.map((teamId) => ({ teamId })) } },
      },
      select: { id: true },
    });
    return {
      result: { slug, name },
      audit: [
        {
          action: "audience.create",
          targetKind: "audience",
          targetId: audience.id,
          before: null,
          after: audienceFacts(input),
        },
      ],
    };
  },
});
