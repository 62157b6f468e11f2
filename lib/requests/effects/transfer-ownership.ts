import { ATTESTATION_DAYS } from "../core/periods.ts";
import type { Effect } from "./effect.ts";
import { memberId, textField } from "./payload-fields.ts";

/** The team that accepted owns the server from now on; what was frozen goes on. */
export const transferOwnership: Effect = async (tx, ctx, { request, payload }) => {
  if (request.serverId === null || request.ownerTeamId === null)
    throw new TypeError("A transfer has no server or team.");
  const before = await tx.server.findUniqueOrThrow({
    where: { id: request.serverId },
    select: { ownerTeam: { select: { slug: true } } },
  });
  await tx.server.update({
    where: { id: request.serverId },
    data: {
      ownerTeamId: request.ownerTeamId,
      responsibleId: await memberId(tx, request.ownerTeamId, textField(payload, "responsible")),
      deputyId: await memberId(tx, request.ownerTeamId, textField(payload, "deputy")),
      unownedSince: null,
      freezesAt: null,
      attestedAt: ctx.now,
      attestationDueAt: new Date(ctx.now.getTime() + ATTESTATION_DAYS * 86_400_000),
      updatedAt: ctx.now,
    },
    select: { id: true },
  });
  return [
    {
      action: "server.transfer",
      targetKind: "server",
      targetId: request.serverId,
      before: { team: before.ownerTeam?.slug ?? null },
      after: { request: request.number, team: textField(payload, "ownerTeam") },
    },
  ];
};
