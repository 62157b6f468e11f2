import { defineCommand } from "#lib/verbs/define-command.ts";
import { audienceFacts, lockAudience } from "./audience-steps.ts";
import { AudienceRef } from "./schemas.ts";

/** Removes an audience: its address answers 404 from then on. Its servers stay in the catalog. */
export const removeAudience = defineCommand({
  name: "removeAudience",
  permission: "audience.manage",
  input: AudienceRef,

  async run(tx, _ctx, { slug }) {
    const audience = await lockAudience(tx, slug);
    const servers = await tx.audienceServer.count({ where: { audienceId: audience.id } });
    await tx.audience.delete({ where: { id: audience.id } });
    return {
      result: { slug, name: audience.name },
      audit: [
        {
          action: "audience.remove",
          targetKind: "audience",
          targetId: audience.id,
          before: { ...audienceFacts(audience), servers },
          after: null,
        },
      ],
    };
  },
});
