import { CHANGE_VIEW, REMOVE_VIEW } from "#lib/management-api/operations/account.ts";
import { serve } from "#lib/management-api/serve.ts";
import { idOf } from "#lib/management-api/server-of.ts";
import { removeView } from "#lib/views/remove-view.ts";
import { saveView } from "#lib/views/save-view.ts";

export const PUT = serve(CHANGE_VIEW, async (call) => ({
  body: await saveView(call.ctx, { ...call.body, id: idOf(call, "view") }),
}));

export const DELETE = serve(REMOVE_VIEW, async (call) => {
  await removeView(call.ctx, { id: idOf(call, "view") });
  return { body: { removed: true } };
});

export {
  refuseMethod as GET,
  refuseMethod as PATCH,
  refuseMethod as POST,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
