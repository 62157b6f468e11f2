import { doorContext } from "#lib/auth/bearer.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { GET_ME } from "#lib/management-api/operations/overview.ts";
import { serve } from "#lib/management-api/serve.ts";
import { getProfile } from "#lib/people/get-profile.ts";

export const GET = serve(GET_ME, async ({ ctx }) => {
  const profile = await getProfile(doorContext(ctx.requestId), { userId: ctx.actor.id });
  if (!profile || ctx.actor.kind !== "user") throw new AppError("unauthenticated", "Sign in.");
  const { token, authenticatedAt } = ctx.actor;
  return { body: { ...profile, scopes: token?.scopes ?? null, authenticatedAt } };
});

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
