import { findVisibleServer } from "#lib/catalog/find-visible-server.ts";
import { hiddenVersionStates } from "#lib/catalog/visibility.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { ListWaiversInput } from "../schemas.ts";
import { waiverViews, type WaiverView } from "./waiver-view.ts";

/** All waivers of a server's versions that the reader may see, the newest first; at most 500. */
export const listWaivers = defineQuery({
  name: "listWaivers",
  permission: "catalog.read",
  input: ListWaiversInput,

  async run({ db, sql }, ctx, { name }): Promise<WaiverView[]> {
    const server = await findVisibleServer(sql, ctx, name);
    if (server === null) throw new AppError("not_found", "There is no such server in the catalog.");
    const versions = await db.serverVersion.findMany({
      where: {
        serverId: server.id,
        lifecycle: { notIn: hiddenVersionStates(ctx.actor, server) },
      },
      select: { id: true },
    });
    const ids = versions.map(({ id }) => id);
    return waiverViews(db, { serverId: server.id, versionId: { in: ids } }, ctx.now);
  },
});
