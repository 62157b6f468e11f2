import { CHANGE_PUBLISHER, REMOVE_PUBLISHER } from "#lib/management-api/operations/webhooks.ts";
import { serve } from "#lib/management-api/serve.ts";
import { found, idOf } from "#lib/management-api/server-of.ts";
import { changePublisher } from "#lib/publishing/change-publisher.ts";
import { listPublishers } from "#lib/publishing/list-publishers.ts";
import { removePublisher } from "#lib/publishing/remove-publisher.ts";

export const PATCH = serve(CHANGE_PUBLISHER, async (call) => {
  const id = idOf(call, "publisher");
  await changePublisher(call.ctx, { ...call.body, id });
  const publishers = await listPublishers(call.ctx, {});
  return { body: found(publishers.find((publisher) => publisher.id === id) ?? null, "publisher") };
});

export const DELETE = serve(REMOVE_PUBLISHER, async (call) => {
  await removePublisher(call.ctx, { id: idOf(call, "publisher") });
  return { body: { removed: true } };
});

export {
  refuseMethod as GET,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
