import { LIST_USES, RECORD_USE } from "#lib/management-api/operations/using.ts";
import { serve } from "#lib/management-api/serve.ts";
import { found, serverRef } from "#lib/management-api/server-of.ts";
import { listUses } from "#lib/uses/list-uses.ts";
import { recordUse } from "#lib/uses/record-use.ts";

export const GET = serve(LIST_USES, async (call) => ({
  body: found(await listUses(call.ctx, serverRef(call))),
}));

export const POST = serve(RECORD_USE, async (call) => ({
  body: await recordUse(call.ctx, { ...call.body, ...serverRef(call) }),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
