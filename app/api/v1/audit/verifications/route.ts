import { requestLogVerification } from "#lib/jobs/request-log-verification.ts";
import { VERIFY_LOG } from "#lib/management-api/operations/audit.ts";
import { serve } from "#lib/management-api/serve.ts";

export const POST = serve(VERIFY_LOG, async ({ ctx }) => ({
  body: { asked: await requestLogVerification(ctx) },
}));

export {
  refuseMethod as DELETE,
  refuseMethod as GET,
  refuseMethod as PATCH,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
