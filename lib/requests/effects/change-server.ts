import type { DataClassification } from "#lib/catalog/core/words.ts";
import type { AuditFacts } from "#lib/audit/core/entry.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { ownValue } from "#lib/kernel/json.ts";
import type { Effect } from "./effect.ts";
import { planDeployment } from "./list-server.ts";
import { memberId, textField } from "./payload-fields.ts";
import { storeApproval } from "./store-version.ts";

/** Classification, people, a further deployment, or a renewed approval. */
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
  await planDeployment(tx, ctx, { serverId: server.id, payload });
  if (ownValue(payload, "renew") === true) {
    const version = await tx.serverVersion.findFirst({
      where: { serverId: server.id, version: server.latestVersion ?? "" },
      select: { version: true, checksum: true },
    });
    if (!version)
      throw new AppError(
        "conflict",
        "There is no approved version whose approval could be renewed.",
      );
    await storeApproval(tx, ctx, { serverId: server.id, ...granted, ...version });
  }
  return [
    {
      action: "server.change",
      targetKind: "server",
      targetId: server.id,
      before: { classification: server.classification },
      after: { request: request.number, ...(payload as AuditFacts) },
    },
  ];
};
