import type { AuditEntry } from "#lib/audit/core/entry.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { versionsOf } from "./add-revocation.ts";
import { affectedBy, rescan } from "./affected.ts";
import { SAME_PERSON } from "./core/lifting.ts";
import { LiftRevocationInput } from "./schemas.ts";

/** Ends a revocation: by somebody else than who revoked, which the database holds too. */
export const liftRevocation = defineCommand({
  name: "liftRevocation",
  permission: "revocation.manage",
  input: LiftRevocationInput,

  async run(tx, ctx, { id, reason }) {
    const { actor } = ctx;
    if (actor.kind !== "user") throw new AppError("forbidden", "A person lifts a revocation.");
    const revocation = await tx.revocation.findUnique({
      where: { id },
      select: { subject: true, kind: true, byId: true, lift: { select: { byName: true } } },
    });
    if (!revocation) throw new AppError("not_found", "There is no such revocation.");
    if (revocation.lift !== null)
      throw new AppError("conflict", `${revocation.lift.byName} lifted this already.`);
    if (revocation.byId === actor.id) throw new AppError("forbidden", SAME_PERSON);
    await tx.revocationLift.create({
      data: { revocationId: id, reason, byId: actor.id, byName: actor.name, at: ctx.now },
      select: { revocationId: true },
    });
    const servers = await affectedBy(tx, id);
    await rescan(tx, servers, ctx.now);
    const { subject, kind } = revocation;
    return {
      result: {
        id,
        /** Some stay revoked for another reason. */
        stillRevoked: servers
          .flatMap(({ name, versions }) => versions.map((one) => ({ name, ...one })))
          .filter(({ revocationId }) => revocationId !== null)
          .map(({ name, version }) => ({ name, version })),
      },
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
  },
});
