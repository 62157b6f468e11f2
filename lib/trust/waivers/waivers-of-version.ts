import { isOwner } from "#lib/catalog/core/server-powers.ts";
import type { Db } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { isJsonObject, type Json } from "#lib/kernel/json.ts";
import { can } from "#lib/kernel/permissions.ts";
import { mayOperate } from "#lib/ownership/core/owner-powers.ts";
import { requestNumber } from "#lib/requests/core/words.ts";
import { requestsVisibleTo } from "#lib/requests/visibility.ts";
import type { ControlId } from "../core/controls.ts";
import type { VisibleVersion } from "../find-visible-version.ts";
import { waiverViews, type WaiverView } from "./waiver-view.ts";

/** A request for a waiver that is not decided. */
type AskedWaiver = { request: string; option: string; control: ControlId };

export type WaiversView = {
  all: WaiverView[];
  /** Those that the reader may see. */
  asked: AskedWaiver[];
  /** Whether the reader may ask for one, and end one that is in force. */
  mayAsk: boolean;
  mayEnd: boolean;
};

/** A step: everything about waivers that the trust tab of a version shows. */
export async function waiversOf(
  db: Db,
  ctx: Context,
  { id, version, server }: VisibleVersion,
): Promise<WaiversView> {
  const [all, asked] = await Promise.all([
    waiverViews(db, { versionId: id }, ctx.now),
    askedWaivers(db, ctx, { serverId: server.id, version }),
  ]);
  return {
    all,
    asked,
    mayAsk: can(ctx.actor, "request.create") && isOwner(server, ctx.actor),
    mayEnd: can(ctx.actor, "server.own") && mayOperate(server, ctx.actor),
  };
}

async function askedWaivers(
  db: Db,
  ctx: Context,
  { serverId, version }: { serverId: string; version: string },
): Promise<AskedWaiver[]> {
  const rows = await db.request.findMany({
    where: {
      AND: [
        requestsVisibleTo(ctx.actor),
        {
          serverId,
          kind: "trust_waiver",
          state: { in: ["submitted", "in_review", "changes_requested"] },
        },
      ],
    },
    orderBy: { number: "desc" },
    select: {
      number: true,
      revisions: { orderBy: { revision: "desc" }, take: 1, select: { payload: true } },
    },
  });
  return rows.flatMap(({ number, revisions: [newest] }) => {
    const payload = newest?.payload as Json | undefined;
    if (!isJsonObject(payload) || payload["version"] !== version) return [];
    const { option, control } = payload as { option: string; control: ControlId };
    return [{ request: requestNumber(number), option, control }];
  });
}
