import type { AuditEntry } from "#lib/audit/core/entry.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { versionsOf } from "./add-revocation.ts";
import { affectedBy, rescan, type AffectedServer } from "./affected.ts";
import { mayLift } from "./core/lifting.ts";
import { LIFT_FACTS, storedRecovery } from "./lift-facts.ts";
import { LiftRevocationInput } from "./schemas.ts";

/**
 * Ends a revocation, by somebody else than who revoked. What an imported list revoked takes two people as
 * well: the first one proposes it, somebody else agrees within a week. The database holds both.
 */
export const liftRevocation = defineCommand({
  name: "liftRevocation",
  permission: "revocation.manage",
  input: LiftRevocationInput,

  async run(tx, ctx, { id, reason }) {
    const { actor } = ctx;
    if (actor.kind !== "user") throw new AppError("forbidden", "A person lifts a revocation.");
    const revocation = await tx.revocation.findUnique({
      where: { id },
      select: { ...LIFT_FACTS, subject: true, lift: { select: { byName: true } } },
    });
    if (!revocation) throw new AppError("not_found", "There is no such revocation.");
    const { byId, proposals, lift } = revocation;
    if (lift !== null) throw new AppError("conflict", `${lift.byName} lifted this already.`);
    const recovery = storedRecovery(revocation, ctx.now);
    const may = mayLift({ byId, isLifted: false, proposals, recovery }, actor.id, ctx.now);
    if (!may.ok) throw new AppError(may.waits ? "conflict" : "forbidden", may.reason);
    return (may.as === "propose" ? propose : end)(tx, ctx, { ...revocation, id, why: reason });
  },
});

type Lifted = {
  result: {
    id: string;
    state: "proposed" | "lifted";
    /** Versions that stay revoked for another reason. */
    stillRevoked: { name: string; version: string }[];
  };
  audit: AuditEntry[];
};
type Revoked = { id: string; subject: string; kind: string; why: string };

async function propose(
  tx: Tx,
  ctx: Context,
  { id, subject, kind, why: reason }: Revoked,
): Promise<Lifted> {
  const by = { byId: ctx.actor.id, byName: ctx.actor.name, at: ctx.now };
  await tx.revocationLiftProposal.create({
    data: { revocationId: id, reason, ...by },
    select: { id: true },
  });
  return {
    result: { id, state: "proposed", stillRevoked: [] },
    audit: [
      {
        action: "revocation.propose_lift",
        targetKind: "revocation",
        targetId: id,
        before: { subject, kind },
        after: { reason },
      },
    ],
  };
}

async function end(
  tx: Tx,
  ctx: Context,
  { id, subject, kind, why: reason }: Revoked,
): Promise<Lifted> {
  const by = { byId: ctx.actor.id, byName: ctx.actor.name, at: ctx.now };
  await tx.revocationLift.create({
    data: { revocationId: id, reason, ...by },
    select: { revocationId: true },
  });
  const servers = await affectedBy(tx, id);
  await rescan(tx, servers, ctx.now);
  return {
    result: { id, state: "lifted", stillRevoked: stillRevoked(servers) },
    audit: [
      {
        action: "revocation.lift",
        targetKind: "revocation",
        targetId: id,
        before: { subject, kind },
        after: { reason },
      },
      ...servers.map((server): AuditEntry => ({
        action: "server.lift_revocation",
        targetKind: "server",
        targetId: server.id,
        before: { subject, kind, revocation: id },
        after: { reason, versions: versionsOf(server) },
      })),
    ],
  };
}

const stillRevoked = (servers: readonly AffectedServer[]) =>
  servers
    .flatMap(({ name, versions }) => versions.map((one) => ({ name, ...one })))
    .filter(({ revocationId }) => revocationId !== null)
    .map(({ name, version }) => ({ name, version }));
