import { AppError } from "#lib/kernel/errors.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { mayPublish } from "./core/four-eyes.ts";
import { changeFacts, changesOf, lockedPolicy, requireAdministrator } from "./policy-steps.ts";
import { PolicyRef } from "./schemas.ts";

/**
 * Puts a draft in force; only another administrator than its author can. Requests submitted before
 * keep the version they were submitted under.
 */
export const publishPolicy = defineCommand({
  name: "publishPolicy",
  permission: "policy.manage",
  input: PolicyRef,

  async run(tx, ctx, { version }) {
    const publisherId = requireAdministrator(ctx);
    const draft = await lockedPolicy(tx, version);
    const allowed = mayPublish(draft, publisherId);
    if (!allowed.ok) throw new AppError(allowed.code, allowed.reason);
    const changes = await changesOf(tx, draft);
    const before = await tx.reviewPolicy.findFirst({
      where: { state: "published" },
      select: { version: true },
    });
    // In this order: one version at most is published at any moment (unique index).
    await tx.reviewPolicy.updateMany({
      where: { state: "published" },
      data: { state: "superseded" },
    });
    await tx.reviewPolicy.update({
      where: { version, state: "draft" },
      data: { state: "published", publisherId, publishedAt: ctx.now },
      select: { version: true },
    });
    return {
      result: { version, superseded: before?.version ?? null, changes },
      audit: [
        {
          action: "policy.publish",
          targetKind: "policy",
          targetId: String(version),
          before: before ? { version: before.version } : null,
          after: {
            version,
            author: draft.authorId,
            note: draft.note,
            changes: changeFacts(changes),
          },
        },
      ],
    };
  },
});
