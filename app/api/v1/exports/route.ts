import { EXPORT_FORMATS } from "#lib/clients/core/exports.ts";
import { listExportAudiences } from "#lib/exports/list-export-audiences.ts";
import { LIST_EXPORTS } from "#lib/management-api/operations/feed.ts";
import { serve } from "#lib/management-api/serve.ts";

export const GET = serve(LIST_EXPORTS, async ({ ctx }) => ({
  body: {
    formats: EXPORT_FORMATS.map(({ id, label, fileName }) => ({ id, label, fileName })),
    audiences: await listExportAudiences(ctx, {}),
  },
}));

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
