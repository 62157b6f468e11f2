import { findVisibleServer } from "#lib/catalog/find-visible-server.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { mayOversee, OVERSEE_REFUSAL } from "#lib/ownership/core/owner-powers.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { ListUsesInput } from "./schemas.ts";

export type UseView = {
  person: { name: string; email: string; active: boolean };
  teams: string[];
  client: string;
  version: string | null;
  firstAt: Date;
  lastAt: Date;
};
export type UsesView = {
  /** The latest first; at most 500. */
  uses: UseView[];
  people: number;
  teams: number;
  versions: { version: string | null; people: number }[];
};

const MAX = 500;

/**
 * Who uses a server, for those who own or oversee it. Known from the Connect panel: who reads the
 * registry with a token of their own is not recorded, because a client reads all of it.
 * Null for what does not exist or may not be seen.
 */
export const listUses = defineQuery({
  name: "listUses",
  permission: "server.own",
  input: ListUsesInput,

  async run({ db, sql }, ctx, { name }): Promise<UsesView | null> {
    const server = await findVisibleServer(sql, ctx, name);
    if (!server) return null;
    if (!mayOversee(server, ctx.actor)) throw new AppError("forbidden", OVERSEE_REFUSAL);
    const rows = await db.serverUse.findMany({
      where: { serverId: server.id },
      orderBy: [{ lastAt: "desc" }, { client: "asc" }],
      select: {
        userId: true,
        client: true,
        version: true,
        firstAt: true,
        lastAt: true,
        user: {
          select: {
            name: true,
            email: true,
            disabledAt: true,
            memberships: { select: { team: { select: { name: true } } } },
          },
        },
      },
    });
    const uses = rows.map(({ user, userId: _userId, ...row }) => ({
      ...row,
      person: { name: user.name, email: user.email, active: user.disabledAt === null },
      teams: user.memberships.map(({ team }) => team.name).sort(),
    }));
    const people = new Map<string | null, Set<string>>();
    for (const { version, userId } of rows)
      people.set(version, (people.get(version) ?? new Set()).add(userId));
    return {
      uses: uses.slice(0, MAX),
      people: new Set(rows.map(({ userId }) => userId)).size,
      teams: new Set(uses.flatMap((use) => use.teams)).size,
      versions: [...people]
        .map(([version, who]) => ({ version, people: who.size }))
        .sort((one, other) => other.people - one.people),
    };
  },
});
