import { LIST_VIEWS, SAVE_VIEW } from "#lib/management-api/operations/account.ts";
import { serve } from "#lib/management-api/serve.ts";
import { listViews } from "#lib/views/list-views.ts";
import { saveView } from "#lib/views/save-view.ts";

export const GET = serve(LIST_VIEWS, async ({ ctx, query }) => ({
  body: { views: await listViews(ctx, query) },
}));

export const POST = serve(SAVE_VIEW, async ({ ctx, body }) => ({
  body: await saveView(ctx, body),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
