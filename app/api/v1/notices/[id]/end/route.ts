import { idOf } from "#lib/management-api/server-of.ts";
import { END_NOTICE } from "#lib/management-api/operations/owning.ts";
import { serve } from "#lib/management-api/serve.ts";
import { endNotice } from "#lib/notices/end-notice.ts";

export const POST = serve(END_NOTICE, async (call) => ({
  body: await endNotice(call.ctx, { noticeId: idOf(call, "notice") }),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as GET,
  refuseMethod as PATCH,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
