import { AppError } from "#lib/kernel/errors.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { mayDoStep } from "./core/recovery.ts";
import { LIFT_FACTS, storedRecovery } from "./lift-facts.ts";
import { RecordStepInput } from "./schemas.ts";

/** Writes down what was done after a compromise (MTF PK-03): one step after the other, each once. */
export const recordStep = defineCommand({
  name: "recordStep",
  permission: "revocation.manage",
  input: RecordStepInput,

  async run(tx, ctx, { id, step, note }) {
    const { actor } = ctx;
    if (actor.kind !== "user")
      throw new AppError(
        "forbidden",
        "A person writes down what was done: security or an administrator.",
      );
    // INVARIANT: of two people who write down one step at once, the second is told.
    await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`gatehouse.recovery ${id}`}, 0))::text`;
    const revocation = await tx.revocation.findUnique({
      where: { id },
      select: { ...LIFT_FACTS, subject: true, lift: { select: { byName: true } } },
    });
    if (!revocation) throw new AppError("not_found", "There is no such revocation.");
    const { subject, kind, lift } = revocation;
    if (lift !== null) throw new AppError("conflict", `${lift.byName} lifted this already.`);
    const recovery = storedRecovery(revocation, ctx.now);
    const may = mayDoStep(recovery, step);
    if (!may.ok) throw new AppError("conflict", may.reason);
    await tx.revocationStep.create({
      data: { revocationId: id, step, note, byId: actor.id, byName: actor.name, at: ctx.now },
      select: { step: true },
    });
    const isLate = recovery?.isOverdue ?? false;
    return {
      result: { id, step, isLate },
      audit: [
        {
          action: "revocation.record_step",
          targetKind: "revocation",
          targetId: id,
          before: { subject, kind },
          after: { step, note, isLate },
        },
      ],
    };
  },
});
