import { defineQuery } from "#lib/verbs/define-query.ts";
import { lookAlike } from "./core/look-alike.ts";
import { lookAlikeSql } from "./core/look-alike-sql.ts";
import type { ServerLifecycle } from "./core/words.ts";
import { ServerRef } from "./server-schemas.ts";
import { visibleTo } from "./visibility.ts";

export type LookAlikeServer = { name: string; title: string | null; lifecycle: ServerLifecycle };

/** Other servers whose names a person could take for this one; at most five. */
export const listLookAlikes = defineQuery({
  name: "listLookAlikes",
  permission: "catalog.read",
  input: ServerRef,

  async run({ sql }, ctx, { name }): Promise<LookAlikeServer[]> {
    const visible = visibleTo(ctx.actor, 3);
    return sql<LookAlikeServer>(
      {
        name: `list-look-alikes-${visible.values.length}`,
        text: `SELECT s."name", s."title", s."lifecycle" FROM "Server" s
               WHERE ${lookAlikeSql(`s."name"`)} = $1 AND s."name" <> $2 AND ${visible.text}
               ORDER BY s."name" LIMIT 5`,
      },
      [lookAlike(name), name, ...visible.values],
    );
  },
});
