import { defineCommand } from "#lib/verbs/define-command.ts";
import { changeFeed } from "./feed-steps.ts";
import { ChangeFeedInput } from "./schemas.ts";

/** Puts every server that fits, and that may, into the anonymous feed. */
export const exposeServers = defineCommand({
  name: "exposeServers",
  permission: "server.expose",
  input: ChangeFeedInput,

  async run(tx, ctx, filter) {
    const { changed, audit } = await changeFeed(tx, ctx, { filter, expose: true });
    return { result: { changed }, audit };
  },
});
