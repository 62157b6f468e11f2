import { randomUUID } from "node:crypto";
import type { DataClassification, Origin } from "#lib/catalog/core/words.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import type { JsonObject } from "#lib/kernel/json.ts";
import { ATTESTATION_DAYS } from "../core/periods.ts";
import { reservedIds } from "#lib/trust/submissions/carry-over.ts";
import type { Effect, Granted } from "./effect.ts";
import { listField, memberId, textField } from "./payload-fields.ts";
import { planDeployment } from "./plan-deployment.ts";
import { storeApproval, storeVersion } from "./store-version.ts";

/** The server is listed with what was approved: its document, owner, data and where it will run. */
export const listServer: Effect = async (tx, ctx, granted) => {
  const { request, document } = granted;
  if (document === null) throw new TypeError("A listing has no document.");
  const known = await tx.server.findUnique({
    where: { name: request.serverName },
    select: { id: true, lifecycle: true },
  });
  if (known && !["candidate", "in_review", "rejected"].includes(known.lifecycle))
    throw new AppError("conflict", `${request.serverName} is ${known.lifecycle} already.`);
  const facts = await listingFacts(tx, ctx, granted);
  const reserved = (await reservedIds(tx, request.id, document.checksum))?.serverId;
  const id = known?.id ?? reserved ?? randomUUID();
  if (known) await tx.server.update({ where: { id }, data: facts, select: { id: true } });
  else
    await tx.server.create({
      data: { id, name: request.serverName, createdAt: ctx.now, ...facts },
      select: { id: true },
    });
  await tx.request.update({ where: { id: request.id }, data: { serverId: id }, select: ID });
  const carried = await storeVersion(tx, ctx, {
    server: { id, name: request.serverName, isNew: known === null },
    granted,
  });
  await storeApproval(tx, ctx, {
    serverId: id,
    ...granted,
    version: document.facts.version,
    checksum: document.checksum,
  });
  await planDeployment(tx, ctx, { serverId: id, granted });
  return [
    {
      action: "server.list",
      targetKind: "server",
      targetId: id,
      before: known ? { lifecycle: known.lifecycle } : null,
      after: {
        request: request.number,
        lifecycle: "approved",
        version: document.facts.version,
        checksum: document.checksum,
        classification: facts.classification,
      },
    },
    ...carried,
  ];
};

const ID = { id: true } as const;

async function listingFacts(tx: Tx, ctx: Context, { request, payload }: Granted) {
  return {
    lifecycle: "approved" as const,
    statusMessage: null,
    classification: textField(payload, "dataClassification") as DataClassification,
    ownerTeamId: request.ownerTeamId,
    responsibleId: await memberId(tx, request.ownerTeamId, textField(payload, "responsible")),
    deputyId: await memberId(tx, request.ownerTeamId, textField(payload, "deputy")),
    categories: listField(payload, "categories"),
    tags: listField(payload, "tags"),
    attestedAt: ctx.now,
    attestationDueAt: new Date(ctx.now.getTime() + ATTESTATION_DAYS * 86_400_000),
    updatedAt: ctx.now,
    ...originOf(payload),
  };
}

function originOf(payload: JsonObject): { origin?: Origin } {
  const origin = textField(payload, "origin");
  return origin === null ? {} : { origin: origin as Origin };
}
