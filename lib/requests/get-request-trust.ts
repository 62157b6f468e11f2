import type { Context } from "#lib/kernel/context.ts";
import { trustOptions, type OptionTrust } from "#lib/trust/get-trust.ts";
import { mayAskForScan } from "#lib/trust/who-may-scan.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { isEnded, requestNumber, type RequestState } from "./core/words.ts";
import { requestTrust, versionOf, type RequestTrust } from "./request-trust.ts";
import { GetRequestInput } from "./schemas.ts";
import { requestsVisibleTo } from "./visibility.ts";

export type RequestTrustView = RequestTrust & {
  id: string;
  number: string;
  state: RequestState;
  serverName: string;
  options: OptionTrust[];
  /** Whether this person may ask for a scan now; the verb decides again. */
  mayScan: boolean;
};

/**
 * What the scan of a request's document found, with all controls, for whoever may see the request;
 * null: they may not, or it is not about a version. What was read, word for word, is not part of it.
 */
export const getRequestTrust = defineQuery({
  name: "getRequestTrust",
  permission: "request.read",
  input: GetRequestInput,

  async run({ db }, ctx, { id }): Promise<RequestTrustView | null> {
    const key = /^R-/i.test(id) ? { number: Number(id.slice(2)) } : { id };
    const row = await db.request.findFirst({
      where: { AND: [key, requestsVisibleTo(ctx.actor)] },
      select: SELECT,
    });
    if (row === null) return null;
    const { revision, number, state, serverName } = row;
    const current = row.revisions.find((one) => one.revision === revision);
    if (!current) throw new TypeError("A request has no row for its revision.");
    const asked = { ...row, ...current };
    const version = await versionOf(db, asked, ctx.now);
    const trust = await requestTrust(db, asked, version);
    if (trust === null) return null;
    return {
      ...trust,
      id: row.id,
      number: requestNumber(number),
      ...{ state, serverName },
      options: version === null ? [] : await trustOptions(db, version),
      mayScan: current.document !== null && trust.isScannable && mayAsk(ctx, row),
    };
  },
});

type Asked = {
  state: RequestState;
  ownerTeamId: string | null;
  server: { ownerTeamId: string | null } | null;
};

/** While it is open, for the owner team as `scanRequest` has it. */
function mayAsk({ actor }: Context, { state, ownerTeamId, server }: Asked): boolean {
  const isOpen = !isEnded(state) && state !== "draft";
  const owned = { ownerTeamId: server?.ownerTeamId ?? ownerTeamId };
  return isOpen && mayAskForScan(owned, actor);
}

const SELECT = {
  id: true,
  number: true,
  kind: true,
  state: true,
  revision: true,
  serverId: true,
  serverName: true,
  policyVersion: true,
  ownerTeamId: true,
  server: { select: { ownerTeamId: true } },
  revisions: {
    orderBy: { revision: "desc" },
    take: 1,
    select: { revision: true, payload: true, document: true },
  },
} as const;
