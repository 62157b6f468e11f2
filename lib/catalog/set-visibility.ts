import type { Tx } from "#lib/db/client.ts";
import { fieldError } from "#lib/kernel/errors.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { stampOf } from "./core/stamp.ts";
import { lockServer, requireServerAction, requireUnchanged } from "./lock-server.ts";
import { SetVisibilityInput } from "./server-schemas.ts";

const SELECT = {
  id: true,
  ownerTeamId: true,
  exposed: true,
  visibility: true,
  visibleTo: { select: { team: { select: { slug: true } } }, orderBy: { team: { slug: "asc" } } },
} as const;

/** Shows a server to everyone who is signed in, or to its owner team and chosen teams only. */
export const setVisibility = defineCommand({
  name: "setVisibility",
  permission: "server.expose",
  input: SetVisibilityInput,

  async run(tx, ctx, { name, visibility, teams: chosen, seen }) {
    const row = await lockServer(tx, ctx, { key: { name }, select: SELECT });
    requireServerAction(ctx, row, "set_visibility");
    const before = {
      visibility: row.visibility,
      teams: row.visibleTo.map(({ team }) => team.slug),
    };
    requireUnchanged(seen, [before.visibility, before.teams]);

    const teams = visibility === "teams" ? chosen : [];
    if (stampOf([before.visibility, before.teams]) === stampOf([visibility, teams]))
      return { result: { changed: false }, audit: [] };
    if (visibility === "teams" && row.exposed)
      throw fieldError(
        "visibility",
        "Anonymous readers see this server. Take it out of the anonymous feed first.",
      );

    await replaceTeams(tx, row.id, teams);
    await tx.server.update({
      where: { id: row.id },
      data: { visibility, updatedAt: ctx.now },
      select: { id: true },
    });
    return {
      result: { changed: true },
      audit: [
        {
          action: "server.set_visibility",
          targetKind: "server",
          targetId: row.id,
          before,
          after: { visibility, teams },
        },
      ],
    };
  },
});

async function replaceTeams(tx: Tx, serverId: string, slugs: readonly string[]): Promise<void> {
  const teams = await tx.team.findMany({
    where: { slug: { in: [...slugs] } },
    select: { id: true, slug: true },
  });
  const unknown = slugs.find((slug) => !teams.some((team) => team.slug === slug));
  if (unknown !== undefined) throw fieldError("teams", `There is no team called ${unknown}.`);
  await tx.serverVisibility.deleteMany({ where: { serverId } });
  await tx.serverVisibility.createMany({ data: teams.map(({ id }) => ({ serverId, teamId: id })) });
}
