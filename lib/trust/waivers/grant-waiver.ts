import { randomUUID } from "node:crypto";
import type { AuditEntry } from "#lib/audit/core/entry.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import type { JsonObject } from "#lib/kernel/json.ts";
import { lockVersion, type LockedVersion } from "../lock-version.ts";
import { reevaluate } from "./reevaluate.ts";
import { requireWaivable } from "./require-waivable.ts";
import { tellOfWaiver } from "./tell-of-waiver.ts";

type Granted = {
  request: { id: string; number: number; serverId: string; requesterId: string };
  payload: JsonObject;
  expiresAt: Date;
  /** What the last one who approved it wrote. */
  approval: string;
};

/**
 * A step: the waiver that a request was approved for, and the evaluation that follows from it. What
 * a scan records at the same time comes before or after, never between.
 */
export async function grantWaiver(tx: Tx, ctx: Context, granted: Granted): Promise<AuditEntry[]> {
  const { request, payload, expiresAt } = granted;
  const version = await lockedVersion(tx, request.serverId, payload);
  const { asked, artifact } = await requireWaivable(tx, request.serverId, payload);
  const { reason, team } = await ownWords(tx, request.id, version);
  const [{ server }, id] = [version, randomUUID()];
  await tx.trustWaiver.create({
    data: {
      id,
      requestId: request.id,
      requestNumber: request.number,
      serverId: server.id,
      serverName: server.name,
      versionId: version.id,
      version: asked.version,
      option: asked.option,
      ...artifact,
      digest: asked.digest,
      control: asked.control,
      findings: [...asked.findings],
      reason,
      ownerTeamId: team.id,
      ownerTeam: team.name,
      askedById: request.requesterId,
      grantedAt: ctx.now,
      expiresAt,
    },
    select: { id: true },
  });
  await tellOfWaiver(tx, ctx, {
    ...{ server, waiver: { id, ...asked } },
    title: (what) => `${what} begins`,
    body: `It ends by itself on ${dayOf(expiresAt)}. ${granted.approval}`.trim(),
  });
  const entry: AuditEntry = {
    action: "trust.waive",
    targetKind: "server",
    targetId: server.id,
    before: { version: asked.version, control: asked.control, waived: false },
    after: {
      waiver: id,
      request: request.number,
      option: asked.option,
      findings: asked.findings.length,
      team: team.name,
      expires: expiresAt.toISOString(),
    },
  };
  return [entry, ...(await reevaluate(tx, ctx, { version, option: asked.option }))];
}

const dayOf = (at: Date) => at.toISOString().slice(0, 10);

async function lockedVersion(
  tx: Tx,
  serverId: string,
  payload: JsonObject,
): Promise<LockedVersion> {
  const version = payload["version"];
  const row = await tx.serverVersion.findUnique({
    where: { serverId_version: { serverId, version: typeof version === "string" ? version : "" } },
    select: { id: true },
  });
  if (row === null)
    throw new AppError("conflict", "The version is not there any more. Reject this request.");
  return lockVersion(tx, row.id);
}

/** Why it is accepted, in the words of who asked, and which team answers for it. */
async function ownWords(tx: Tx, requestId: string, { server }: LockedVersion) {
  const request = await tx.request.findUniqueOrThrow({
    where: { id: requestId },
    select: { justification: true },
  });
  const team =
    server.ownerTeamId === null
      ? null
      : await tx.team.findUnique({
          where: { id: server.ownerTeamId },
          select: { id: true, name: true },
        });
  if (team === null)
    throw new AppError("conflict", "No team owns this server any more, so nobody answers for it.");
  return { reason: request.justification, team };
}
