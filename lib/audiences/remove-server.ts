import { AppError } from "#lib/kernel/errors.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { lockAudience } from "./audience-steps.ts";
import { RemoveServerInput } from "./schemas.ts";

/** Takes one server out of an audience; it stays in the catalog. */
export const removeServer = defineCommand({
  name: "removeServer",
  permission: "audience.manage",
  input: RemoveServerInput,

  async run(tx, _ctx, { slug, name }) {
    const audience = await lockAudience(tx, slug);
    const { count } = await tx.audienceServer.deleteMany({
      where: { audienceId: audience.id, server: { name } },
    });
    if (count === 0) throw new AppError("not_found", `${name} is not in this audience.`);
    return {
      result: { audience: audience.name, name },
      audit: [
        {
          action: "audience.change",
          targetKind: "audience",
          targetId: audience.id,
          before: { servers: [name] },
          after: { removed: 1 },
        },
      ],
    };
  },
});
