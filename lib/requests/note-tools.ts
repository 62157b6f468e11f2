import type { AuditEntry } from "#lib/audit/core/entry.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { isJsonObject } from "#lib/kernel/json.ts";
import { listed } from "#lib/trust/core/rules/verdict.ts";
import { installOptions } from "#lib/trust/install-options.ts";
import { seenOptions } from "#lib/trust/submissions/reviewed-tools.ts";
import { tellOf } from "./announce.ts";
import { placeWords } from "./core/removed-from.ts";
import { addedOptions, changedOptions, type SeenSets } from "./core/seen-sets.ts";
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
 * other tools count no more. Where somebody has decided, whoever watches it is told, and the log says so.
 */
export async function noteTools(
  tx: Tx,
  ctx: Context,
  { request, document }: { request: LockedRequest; document: Proposal["document"] },
): Promise<Noted> {
  const asBefore = { request, audit: [] };
  if (document === null) return asBefore;
  const { id, serverId, toolsSeen: before } = request;
  const version = await reviewedVersion(tx, { id, serverId, document }, ctx.now);
  const toolsSeen = await loadSeenSets(tx, version);
  if (hashOfSets(toolsSeen) === hashOfSets(before)) return asBefore;
  const audit = await noteForVotes(tx, ctx, { request, version, toolsSeen });
  await tx.request.update({
    where: { id },
    data: { toolsSeen, updatedAt: ctx.now },
    select: { id: true },
  });
  return { request: { ...request, toolsSeen }, audit };
}

type Noted = { request: LockedRequest; audit: AuditEntry[] };
type Change = { request: LockedRequest; version: ReviewedVersion | null; toolsSeen: SeenSets };

async function noteForVotes(tx: Tx, ctx: Context, change: Change): Promise<AuditEntry[]> {
  const { request, version, toolsSeen } = change;
  const { id: requestId, revision, toolsSeen: before } = request;
  const decided = await tx.requestDecision.count({ where: { requestId, revision } });
  if (decided === 0) return [];
  const changed = changedOptions(before, toolsSeen);
  const added = addedOptions(before, toolsSeen);
  if (changed.length > 0) await tellOfChanged(tx, ctx, { request, version, changed });
  if (added.length > 0) await tellOfAdded(tx, ctx, { request, version, added });
  return [
    {
      action: "request.note_tools",
      targetKind: "request",
      targetId: requestId,
      before: { tools: hashOfSets(before) },
      after: { tools: hashOfSets(toolsSeen), changed, added, revision },
    },
  ];
}

type Changed = { request: LockedRequest; version: ReviewedVersion | null; changed: string[] };

/** What tools are called is theirs to choose: it is shown as names are. */
async function tellOfChanged(tx: Tx, ctx: Context, { request, version, changed }: Changed) {
  const { number, title } = request;
  const options = version === null ? [] : await seenOptions(tx, version);
  const names = options.flatMap(({ option, earlier }) =>
    changed.includes(option) ? (earlier?.changes.map(({ tool }) => tool) ?? []) : [],
  );
  const named = names.length === 0 ? "" : `: ${listed([...new Set(names)])}`;
  await tellOf(tx, ctx, {
    request,
    topic: "request.commented",
    title: `${requestNumber(number)}: its tools are others than in the scan before: ${title}`,
    body: `Look at them again${named}. Approvals count only while scans see the tools that they were for; while yours does not, you may decide again.`,
  });
}

type Added = Omit<Changed, "changed"> & { added: string[] };

/** Nobody who decided by then had seen them. */
async function tellOfAdded(tx: Tx, ctx: Context, { request, version, added }: Added) {
  const options = version === null ? [] : installOptions(version.document);
  const places = options.filter(({ option }) => added.includes(option)).map(placeWords);
  await tellOf(tx, ctx, {
    request,
    topic: "request.commented",
    title: `${requestNumber(request.number)}: a scan has first seen tools of it: ${request.title}`,
    body: `Look at those of ${listed(places)}, which no scan had seen when somebody decided. Approvals of before count no more: who gave one may decide again.`,
  });
}
