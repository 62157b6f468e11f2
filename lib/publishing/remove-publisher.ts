import { defineCommand } from "#lib/verbs/define-command.ts";
import { lockPublisher } from "./change-publisher.ts";
import { settingFacts } from "./publisher-settings.ts";
import { PublisherRef } from "./schemas.ts";

/** Its pipelines can publish no more, at once; what they asked for stays. */
export const removePublisher = defineCommand({
  name: "removePublisher",
  permission: "publisher.manage",
  input: PublisherRef,

  async run(tx, _ctx, { id }) {
    const before = settingFacts(await lockPublisher(tx, id));
    await tx.trustedPublisher.delete({ where: { id } });
    return {
      result: undefined,
      audit: [
        { action: "publisher.remove", targetKind: "publisher", targetId: id, before, after: null },
      ],
    };
  },
});
