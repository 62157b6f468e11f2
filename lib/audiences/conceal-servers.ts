import { defineCommand } from "#lib/verbs/define-command.ts";
import { changeFeed } from "./feed-steps.ts";
import { ChangeFeedInput } from "./schemas.ts";

/** Takes every server that fits out of the anonymous feed. */
export const concealServers = defineCommand({
  name: "concealServers",
  permission: "server.expose",
  input: ChangeFeedInput,

  async run(tx, ctx, filter) {
    const { changed, audit } = await changeFeed(tx, ctx, { filter, expose: false });
    return { result: { changed }, audit };
  },
});
