import type { DataClassification } from "#lib/catalog/core/words.ts";
import type { AuditEntry, AuditFacts } from "#lib/audit/core/entry.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { serverPath } from "#lib/catalog/core/paths.ts";
import { usersOf } from "#lib/notifications/audience.ts";
import { writeEvent } from "#lib/notifications/write-event.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { ownValue, stringifyJson } from "#lib/kernel/json.ts";
import { storedDocument } from "../payload.ts";
import { changedDocument, endpointOf } from "../propose-endpoint.ts";
import type { Effect, Granted } from "./effect.ts";
import { planDeployment } from "./plan-deployment.ts";
import { memberId, textField } from "./payload-fields.ts";
import { storeApproval, storeVersion } from "./store-version.ts";

/** Classification, people, a deployment, an endpoint, or a renewed approval. */
export const changeServer: Effect = async (tx, ctx, granted) => {
  const { request, payload } = granted;
  if (request.serverId === null) throw new TypeError("A change has no server.");
  const server = await tx.server.findUniqueOrThrow({
    where: { id: request.serverId },
    select: { id: true, ownerTeamId: true, classification: true, latestVersion: true },
  });
  const classification = textField(payload, "dataClassification") as DataClassification | null;
  const responsibleId = await memberId(tx, server.ownerTeamId, textField(payload, "responsible"));
  const deputyId = await memberId(tx, server.ownerTeamId, textField(payload, "deputy"));
  await tx.server.update({
    where: { id: server.id },
    data: {
      ...(classification === null ? {} : { classification }),
      ...(responsibleId === null ? {} : { responsibleId }),
      ...(deputyId === null ? {} : { deputyId }),
      updatedAt: ctx.now,
    },
    select: { id: true },
  });
  // First what ends a lapse, then what could not be done on an approval that ran out.
  if (ownValue(payload, "renew") === true) await renew(tx, ctx, { granted, server });
  const carried = await changeEndpoint(tx, ctx, { granted, server });
  await planDeployment(tx, ctx, { serverId: server.id, granted });
  return [
    {
      action: "server.change",
      targetKind: "server",
      targetId: server.id,
      before: { classification: server.classification },
      after: {
        request: request.number,
        ...(payload as AuditFacts),
        // People by id only.
        ...(responsibleId === null ? {} : { responsible: responsibleId }),
        ...(deputyId === null ? {} : { deputy: deputyId }),
      },
    },
    ...carried,
  ];
};

type Changed = { granted: Granted; server: { id: string; latestVersion: string | null } };

/** The newest approved version starts anew, also one whose approval has run out. */
async function renew(tx: Tx, ctx: Context, { granted, server }: Changed): Promise<void> {
  const version = await tx.serverVersion.findFirst({
    where: { serverId: server.id, version: server.latestVersion ?? "" },
    select: { version: true, checksum: true },
  });
  if (!version)
    throw new AppError("conflict", "There is no approved version whose approval could be renewed.");
  const lapsed = await tx.approval.count({
    where: {
      serverId: server.id,
      version: version.version,
      endedAt: null,
      expiresAt: { lte: ctx.now },
    },
  });
  await storeApproval(tx, ctx, { serverId: server.id, ...granted, ...version });
  if (lapsed > 0) await tellUsers(tx, ctx, { granted, server });
}

/** Whoever heard that it is not offered any more hears that it is again. */
async function tellUsers(tx: Tx, ctx: Context, { granted, server }: Changed): Promise<void> {
  const { serverName } = granted.request;
  await writeEvent(tx, ctx, {
    topic: "server.released",
    subject: { kind: "server", id: server.id },
    title: `${serverName} may be used again`,
    body: "Its approval was renewed.",
    link: serverPath(serverName),
    to: await usersOf(tx, server.id),
    data: { server: serverName },
  });
}

/** The document with the new address becomes a version; deployments with the old one move. */
async function changeEndpoint(
  tx: Tx,
  ctx: Context,
  { granted, server }: Changed,
): Promise<AuditEntry[]> {
  const endpoint = endpointOf(granted.payload);
  if (endpoint === null) return [];
  const { request, document } = granted;
  const { id } = server;
  const now = await changedDocument(tx, server, endpoint);
  const isAsReviewed =
    now === null
      ? document === null
      : storedDocument(stringifyJson(now)).checksum === document?.checksum;
  if (!isAsReviewed)
    throw new AppError(
      "conflict",
      "A newer version was approved since the review began: its author has to send a new revision.",
    );
  const carried: AuditEntry[] = [];
  if (document !== null) {
    const stored = { server: { id, name: request.serverName }, granted };
    carried.push(...(await storeVersion(tx, ctx, stored)));
    const { checksum, facts } = document;
    await storeApproval(tx, ctx, { serverId: id, ...granted, version: facts.version, checksum });
  }
  await tx.deployment.updateMany({
    where: { serverId: id, address: endpoint.from, status: { not: "ended" } },
    data: { address: endpoint.to, updatedAt: ctx.now },
  });
  return carried;
}
