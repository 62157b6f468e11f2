import type { Tx } from "#lib/db/client.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { CLASSES } from "#lib/reviews/core/policy.ts";
import { loadPolicy } from "#lib/reviews/load-policy.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { TeamRef } from "./schemas.ts";
import { lockTeam, teamFacts } from "./team-steps.ts";

const SHOWN = 5;

/** Removes a team that owns nothing; one that owns servers is refused with their names. */
export const removeTeam = defineCommand({
  name: "removeTeam",
  permission: "team.manage",
  input: TeamRef,

  async run(tx, _ctx, { slug }) {
    const team = await lockTeam(tx, slug);
    const [total, owned] = await Promise.all([
      tx.server.count({ where: { ownerTeamId: team.id } }),
      tx.server.findMany({
        where: { ownerTeamId: team.id },
        orderBy: { name: "asc" },
        take: SHOWN,
        select: { name: true },
      }),
    ]);
    if (total > 0) {
      const more = total > SHOWN ? ` and ${total - SHOWN} more` : "";
      const names = owned.map((server) => server.name).join(", ");
      throw new AppError(
        "conflict",
        `${team.name} still owns ${names}${more}. Give them to another team first.`,
      );
    }
    await requireNoData(tx, team);
    await tx.team.delete({ where: { id: team.id } });
    return {
      result: { slug, name: team.name },
      audit: [
        {
          action: "team.remove",
          targetKind: "team",
          targetId: team.id,
          before: teamFacts(team),
          after: null,
        },
      ],
    };
  },
});

/** A policy that names it would fall back to administrators without anybody having decided that. */
async function requireNoData(tx: Tx, team: { id: string; name: string }): Promise<void> {
  const { rules } = await loadPolicy(tx);
  const owned = CLASSES.filter((data) => rules.dataOwners[data] === team.id);
  if (owned.length === 0) return;
  throw new AppError(
    "conflict",
    `${team.name} owns ${owned.join(" and ")} data by the review policy. Two administrators name another team there first.`,
  );
}
