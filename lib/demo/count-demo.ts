import { z } from "zod";
import { defineQuery } from "#lib/verbs/define-query.ts";

export type DemoCounts = { servers: number; audiences: number; teams: number; people: number };

/** What removing the demo data would be about. */
export const countDemo = defineQuery({
  name: "countDemo",
  permission: "demo.remove",
  input: z.object({}).optional(),

  async run({ db }): Promise<DemoCounts> {
    const where = { demo: true };
    const [servers, audiences, teams, people] = await Promise.all([
      db.server.count({ where }),
      db.audience.count({ where }),
      db.team.count({ where }),
      db.user.count({ where }),
    ]);
    return { servers, audiences, teams, people };
  },
});
