import { defineCommand } from "#lib/verbs/define-command.ts";
import { RemoveDemoInput } from "./schemas.ts";

const NOTHING_REAL = {
  requests: { none: {} },
  decisions: { none: {} },
  comments: { none: {} },
  checked: { none: {} },
  notices: { none: {} },
  retirements: { none: {} },
  publishers: { none: {} },
  proposed: { none: {} },
  decided: { none: {} },
} as const;

/**
 * Removes exactly the demo rows, all or nothing: servers, audiences, the teams that own nothing
 * else and have no real member, and (unless the demo sign-in still needs them) the accounts.
 * Whoever removes them keeps their own account.
 */
export const removeDemo = defineCommand({
  name: "removeDemo",
  permission: "demo.remove",
  input: RemoveDemoInput,

  async run(tx, ctx, { keepPeople }) {
    await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtext('gatehouse.demo'))::text`;
    await tx.request.deleteMany({ where: { demo: true } });
    const servers = await tx.server.deleteMany({ where: { demo: true } });
    const audiences = await tx.audience.deleteMany({
      where: { demo: true, servers: { none: {} } },
    });
    const people = keepPeople
      ? { count: 0 }
      : await tx.user.deleteMany({
          where: {
            demo: true,
            // Whoever took part in something real stays on record, as an account.
            ...NOTHING_REAL,
            ...(ctx.actor.kind === "user" ? { id: { not: ctx.actor.id } } : {}),
          },
        });
    const teams = await tx.team.deleteMany({
      where: {
        demo: true,
        servers: { none: {} },
        visible: { none: {} },
        audiences: { none: {} },
        members: { none: { user: { demo: false } } },
      },
    });
    const counts = {
      servers: servers.count,
      audiences: audiences.count,
      teams: teams.count,
      people: people.count,
    };
    const nothing = Object.values(counts).every((count) => count === 0);
    return {
      result: counts,
      audit: nothing
        ? []
        : [
            {
              action: "demo.remove",
              targetKind: "demo",
              targetId: "demo",
              before: counts,
              after: { people_kept: keepPeople },
            },
          ],
    };
  },
});
