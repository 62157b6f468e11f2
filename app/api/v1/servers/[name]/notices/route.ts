import { getServer } from "#lib/catalog/get-server.ts";
import { ANNOUNCE_NOTICE, LIST_NOTICES } from "#lib/management-api/operations/owning.ts";
import { serve } from "#lib/management-api/serve.ts";
import { found, serverRef } from "#lib/management-api/server-of.ts";
import { announceNotice } from "#lib/notices/announce-notice.ts";
import { listNotices } from "#lib/notices/list-notices.ts";

export const GET = serve(LIST_NOTICES, async (call) => {
  // The list of what does not exist is empty: only this tells the two apart.
  const { name } = found(await getServer(call.ctx, serverRef(call)));
  const past = call.query.past === "true";
  return { body: { notices: await listNotices(call.ctx, { name, past }) } };
});

export const POST = serve(ANNOUNCE_NOTICE, async (call) => {
  const { id } = await announceNotice(call.ctx, { ...call.body, ...serverRef(call) });
  return { body: { id } };
});

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
