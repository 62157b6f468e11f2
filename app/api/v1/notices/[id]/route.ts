import { idOf } from "#lib/management-api/server-of.ts";
import { CHANGE_NOTICE } from "#lib/management-api/operations/owning.ts";
import { serve } from "#lib/management-api/serve.ts";
import { changeNotice } from "#lib/notices/change-notice.ts";

export const PUT = serve(CHANGE_NOTICE, async (call) => ({
  body: await changeNotice(call.ctx, { ...call.body, noticeId: idOf(call, "notice") }),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as GET,
  refuseMethod as PATCH,
  refuseMethod as POST,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
