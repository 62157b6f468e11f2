import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { visibleTo } from "#lib/catalog/visibility.ts";
import { requirePerson } from "#lib/requests/revise.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { RecordUseInput } from "./schemas.ts";

/** A use seen again within this time is not written again. */
const AGAIN_MS = 3_600_000;

/**
 * Somebody connected a client to a server, or took its configuration: the owner sees who uses which
 * version, and its users hear of incidents and retirements. The log keeps the first use and each
 * change of version; that a use was seen again is no event.
 */
export const recordUse = defineCommand({
  name: "recordUse",
  permission: "catalog.read",
  input: RecordUseInput,

  async run(tx, ctx, { name, client, version }) {
    const userId = requirePerson(ctx);
    const serverId = await visibleServerId(tx, ctx, name);
    const key = { serverId, userId, client };
    const known = await tx.serverUse.findUnique({
      where: { serverId_userId_client: key },
      select: { version: true, lastAt: true },
    });
    if (known?.version === version && ctx.now.getTime() - known.lastAt.getTime() < AGAIN_MS)
      return { result: { recorded: false }, audit: [] };
    await tx.serverUse.upsert({
      where: { serverId_userId_client: key },
      create: { ...key, version, firstAt: ctx.now, lastAt: ctx.now },
      update: { version, lastAt: ctx.now },
      select: { client: true },
    });
    if (known?.version === version) return { result: { recorded: true }, audit: [] };
    return {
      result: { recorded: true },
      audit: [
        {
          action: "server.use",
          targetKind: "server",
          targetId: serverId,
          before: known ? { client, version: known.version } : null,
          after: { client, version },
        },
      ],
    };
  },
});

async function visibleServerId(tx: Tx, ctx: Context, name: string): Promise<string> {
  const visible = visibleTo(ctx.actor, 2);
  const [found] = await tx.$queryRawUnsafe<{ id: string }[]>(
    `SELECT s."id" FROM "Server" s WHERE s."name" = $1 AND ${visible.text}`,
    name,
    ...visible.values,
  );
  if (found) return found.id;
  throw new AppError("not_found", "There is no such server in the catalog.");
}
