import { z } from "zod";
import type { UserActor } from "#lib/kernel/actor.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";

export type DemoStory = {
  /** Its requests were added before. */
  told: boolean;
  /** The demo accounts by address, as nobody who is signed in. */
  people: ReadonlyMap<string, Omit<UserActor, "authenticatedAt">>;
  /** Demo servers by name, with their documents by version. */
  servers: ReadonlyMap<string, ReadonlyMap<string, string>>;
};

/** What adding the demo company's history needs to know. For our own processes. */
export const getDemoStory = defineQuery({
  name: "getDemoStory",
  permission: "identity.resolve",
  input: z.object({}),

  async run({ db }): Promise<DemoStory> {
    const [told, people, servers] = await Promise.all([
      db.request.count({ where: { demo: true } }),
      db.user.findMany({
        where: { demo: true, disabledAt: null },
        select: {
          id: true,
          email: true,
          name: true,
          roles: true,
          memberships: { select: { teamId: true } },
        },
      }),
      db.server.findMany({
        where: { demo: true },
        select: { name: true, versions: { select: { version: true, document: true } } },
      }),
    ]);
    return {
      told: told > 0,
      people: new Map(
        people.map(({ id, email, name, roles, memberships }) => [
          email,
          {
            kind: "user",
            id,
            name,
            roles,
            teamIds: memberships.map(({ teamId }) => teamId),
            token: null,
            sessionId: null,
          },
        ]),
      ),
      servers: new Map(
        servers.map(({ name, versions }) => [
          name,
          new Map(versions.map(({ version, document }) => [version, document])),
        ]),
      ),
    };
  },
});
