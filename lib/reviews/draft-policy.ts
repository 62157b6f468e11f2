import type { Prisma } from "#lib/db/generated/client.ts";
import { fieldError } from "#lib/kernel/errors.ts";
import { peopleWithRole } from "#lib/notifications/audience.ts";
import { writeEvent } from "#lib/notifications/write-event.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { POLICY_PATH } from "./core/policy.ts";
import {
  changeFacts,
  changesOf,
  lockPolicies,
  requireAdministrator,
  resolveDataOwners,
} from "./policy-steps.ts";
import { DraftPolicyInput } from "./schemas.ts";

/**
 * Writes the one draft of the review policy, in the place of an earlier draft. Each text is a
 * version of its own with one author: a draft that somebody looks at never changes under them.
 */
export const draftPolicy = defineCommand({
  name: "draftPolicy",
  permission: "policy.manage",
  input: DraftPolicyInput,

  async run(tx, ctx, { rules: written, note }) {
    const authorId = requireAdministrator(ctx);
    const rules = { ...written, dataOwners: await resolveDataOwners(tx, written.dataOwners) };
    await lockPolicies(tx);
    const replaced = await tx.reviewPolicy.findFirst({
      where: { state: "draft" },
      select: { version: true },
    });
    if (replaced)
      await tx.reviewPolicy.update({
        where: { version: replaced.version },
        data: { state: "discarded" },
        select: { version: true },
      });
    const { version } = await tx.reviewPolicy.create({
      data: {
        state: "draft",
        rules: rules satisfies Prisma.InputJsonObject,
        note,
        authorId,
        createdAt: ctx.now,
      },
      select: { version: true },
    });
    const changes = await changesOf(tx, { version, rules });
    if (changes.length === 0)
      throw fieldError("rules", "Nothing differs from the policy in force.");
    const looser = changes.filter((change) => change.looser).length;
    await writeEvent(tx, ctx, {
      topic: "policy.draft",
      subject: { kind: "policy", id: String(version) },
      title: `Version ${version} of the review policy waits for a second administrator`,
      body: note,
      link: POLICY_PATH,
      to: await peopleWithRole(tx, "admin"),
      data: { version, changes: changes.length, looser },
    });
    return {
      result: { version, changes, replaced: replaced?.version ?? null },
      audit: [
        {
          action: "policy.draft",
          targetKind: "policy",
          targetId: String(version),
          before: replaced ? { draft: replaced.version } : null,
          after: { note, changes: changeFacts(changes) },
        },
      ],
    };
  },
});
