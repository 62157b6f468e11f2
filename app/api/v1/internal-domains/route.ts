import { GET_INTERNAL_DOMAINS, SET_INTERNAL_DOMAINS } from "#lib/management-api/operations/feed.ts";
import { serve } from "#lib/management-api/serve.ts";
import { getInternalDomains } from "#lib/settings/get-internal-domains.ts";
import { setInternalDomains } from "#lib/settings/set-internal-domains.ts";

export const GET = serve(GET_INTERNAL_DOMAINS, async ({ ctx }) => ({
  body: { domains: await getInternalDomains(ctx, {}) },
}));

export const PUT = serve(SET_INTERNAL_DOMAINS, async ({ ctx, body }) => ({
  body: await setInternalDomains(ctx, body),
}));

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
