import { AppError } from "#lib/kernel/errors.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { publisherPerson, requireSound, SETTINGS, settingFacts } from "./publisher-settings.ts";
import { CreatePublisherInput } from "./schemas.ts";

/** Lets the pipelines of an OpenID issuer publish, in somebody's name and under these names. */
export const createPublisher = defineCommand({
  name: "createPublisher",
  permission: "publisher.manage",
  input: CreatePublisherInput,

  async run(tx, ctx, { person, claims, ...settings }) {
    requireSound({ ...settings, claims });
    if (ctx.actor.kind !== "user")
      throw new AppError("forbidden", "A publisher is trusted by an administrator.");
    const row = await tx.trustedPublisher.create({
      data: {
        ...settings,
        claims,
        userId: await publisherPerson(tx, person),
        createdById: ctx.actor.id,
        createdAt: ctx.now,
      },
      select: { id: true, ...SETTINGS },
    });
    return {
      result: { id: row.id },
      audit: [
        {
          action: "publisher.create",
          targetKind: "publisher",
          targetId: row.id,
          before: null,
          after: settingFacts(row),
        },
      ],
    };
  },
});
