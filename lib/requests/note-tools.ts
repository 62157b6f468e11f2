import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { isJsonObject } from "#lib/kernel/json.ts";
import { listed } from "#lib/trust/core/rules/verdict.ts";
import { seenOptions } from "#lib/trust/submissions/reviewed-tools.ts";
import { tellOf } from "./announce.ts";
import { changedOptions } from "./core/seen-sets.ts";
import { requestNumber } from "./core/words.ts";
import type { LockedRequest } from "./lock-request.ts";
import { storedDocument, type Proposal } from "./payload.ts";
import { reviewedVersion, type ReviewedVersion } from "./reviewed-version.ts";
import { hashOfSets, loadSeenSets } from "./seen-sets.ts";

/** A step: what the newest revision of a request asks for. */
export async function currentProposal(
  tx: Tx,
  { id: requestId, revision, serverName }: LockedRequest,
): Promise<Proposal> {
  const row = await tx.requestRevision.findUniqueOrThrow({
    where: { requestId_revision: { requestId, revision } },
    select: { payload: true, document: true },
  });
  return {
    serverName,
    payload: isJsonObject(row.payload) ? row.payload : {},
    document: row.document === null ? null : storedDocument(row.document),
  };
}

/**
 * A step: the request, which must be locked, with what scans have seen of its tools by now. Approvals of
 * other tools count no more, and whoever watches it is told.
 */
export async function noteTools(
  tx: Tx,
  ctx: Context,
  { request, document }: { request: LockedRequest; document: Proposal["document"] },
): Promise<LockedRequest> {
  if (document === null) return request;
  const { id, serverId, toolsSeen: before } = request;
  const version = await reviewedVersion(tx, { id, serverId, document }, ctx.now);
  const toolsSeen = await loadSeenSets(tx, version);
  if (hashOfSets(toolsSeen) === hashOfSets(before)) return request;
  const changed = changedOptions(before, toolsSeen);
  if (changed.length > 0) await tellWhoDecided(tx, ctx, { request, version, changed });
  await tx.request.update({
    where: { id },
    data: { toolsSeen, updatedAt: ctx.now },
    select: { id: true },
  });
  return { ...request, toolsSeen };
}

type Changed = { request: LockedRequest; version: ReviewedVersion | null; changed: string[] };

/** Where somebody has decided. What tools are called is theirs to choose: it is shown as names are. */
async function tellWhoDecided(tx: Tx, ctx: Context, { request, version, changed }: Changed) {
  const { id: requestId, revision, number, title } = request;
  const decided = await tx.requestDecision.count({ where: { requestId, revision } });
  if (decided === 0) return;
  const options = version === null ? [] : await seenOptions(tx, version);
  const names = options.flatMap(({ option, earlier }) =>
    changed.includes(option) ? (earlier?.changes.map(({ tool }) => tool) ?? []) : [],
  );
  const named = names.length === 0 ? "" : `: ${listed([...new Set(names)])}`;
  await tellOf(tx, ctx, {
    request,
    topic: "request.commented",
    title: `${requestNumber(number)}: its tools are others than in the scan before: ${title}`,
    body: `Look at them again${named}. Approvals of the earlier ones do not count any more; who gave one may decide again.`,
  });
}
