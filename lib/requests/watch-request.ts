import { defineCommand } from "#lib/verbs/define-command.ts";
import { watch } from "./announce.ts";
import { lockRequest } from "./lock-request.ts";
import { requirePerson } from "./revise.ts";
import { WatchRequestInput } from "./schemas.ts";

/** Hears of a request, or no more. Nobody else is affected, so the log does not hold it. */
export const watchRequest = defineCommand({
  name: "watchRequest",
  permission: "request.read",
  input: WatchRequestInput,

  async run(tx, ctx, { requestId, watch: wants }) {
    const userId = requirePerson(ctx);
    const request = await lockRequest(tx, ctx, requestId);
    if (wants) await watch(tx, request.id, userId);
    else await tx.requestWatcher.deleteMany({ where: { requestId: request.id, userId } });
    return { result: { watching: wants }, audit: [] };
  },
});
