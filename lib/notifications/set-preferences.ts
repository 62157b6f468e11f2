import { defineCommand } from "#lib/verbs/define-command.ts";
import { mailChoice } from "./core/mail-choice.ts";
import type { Topic } from "./core/topics.ts";
import { ownId } from "./own-id.ts";
import { SetPreferencesInput } from "./schemas.ts";

/** Chooses how one is told of topics. Mails of a topic that is switched off are not sent any more. */
export const setPreferences = defineCommand({
  name: "setPreferences",
  permission: "notification.own",
  input: SetPreferencesInput,

  async run(tx, ctx, { topics }) {
    const userId = ownId(ctx);
    const rows = await tx.notificationPreference.findMany({
      where: { userId },
      select: { topic: true, mail: true },
    });
    const before = new Map(rows.map(({ topic, mail }) => [topic, mail]));
    const wanted = Object.entries(topics).map(([topic, mail]) => ({ topic: topic as Topic, mail }));
    const changed = wanted.filter(
      ({ topic, mail }) => mailChoice(topic, before.get(topic)) !== mail,
    );
    for (const { topic, mail } of changed)
      await tx.notificationPreference.upsert({
        where: { userId_topic: { userId, topic } },
        create: { userId, topic, mail },
        update: { mail },
      });
    const off = changed.filter(({ mail }) => mail === "off").map(({ topic }) => topic);
    await tx.delivery.deleteMany({
      where: { userId, channel: "email", state: "pending", event: { topic: { in: off } } },
    });
    return {
      result: { changed: changed.length },
      audit:
        changed.length === 0
          ? []
          : [
              {
                action: "notification.set_preferences",
                targetKind: "person",
                targetId: userId,
                before: Object.fromEntries(
                  changed.map(({ topic }) => [topic, mailChoice(topic, before.get(topic))]),
                ),
                after: Object.fromEntries(changed.map(({ topic, mail }) => [topic, mail])),
              },
            ],
    };
  },
});
