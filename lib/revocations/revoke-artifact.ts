import { AppError } from "#lib/kernel/errors.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { addRevocation } from "./add-revocation.ts";
import { RevokeArtifactInput } from "./schemas.ts";
import { subjectOf } from "./subject.ts";

/**
 * Revokes a digest, a package or a server (MTF RG-05): every version that installs it is withheld
 * from clients at once, and so is whatever is registered later. Somebody else lifts it.
 */
export const revokeArtifact = defineCommand({
  name: "revokeArtifact",
  permission: "revocation.manage",
  input: RevokeArtifactInput,

  async run(tx, ctx, { subject: text, kind, reason, since = ctx.now }) {
    const subject = subjectOf(text);
    if (ctx.actor.kind !== "user")
      throw new AppError("forbidden", "A person revokes: security or an administrator.");
    if (since > ctx.now)
      throw new AppError("invalid", "This date is still to come.", {
        fields: { since: ["Give a day that has begun: a revocation holds at once."] },
      });
    // INVARIANT: of two people who revoke one thing at once, the second is told.
    await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`gatehouse.revoke ${subject.subject}`}, 0))::text`;
    const known = await tx.revocation.findFirst({
      where: { subject: subject.subject, lift: null },
      select: { kind: true, byName: true },
    });
    if (known?.kind === kind)
      throw new AppError("conflict", `${known.byName} revoked this already, for the same reason.`);
    const { id, servers, audit } = await addRevocation(tx, ctx, {
      subject,
      kind,
      reason,
      since,
      source: "registry",
      byId: ctx.actor.id,
      byName: ctx.actor.name,
    });
    return { result: { id, subject: subject.subject, servers }, audit };
  },
});
