import NextAuth from "next-auth";
import { markFreshSignIn } from "#lib/auth/fresh-mark.ts";
import { authOptions } from "#lib/auth/options.ts";

type Handler = (
  request: Request,
  route: { params: Promise<{ nextauth: string[] }> },
) => Promise<Response>;

// next-auth 4 types its handler as returning any.
const handler: Handler = (request, route) =>
  (
    NextAuth as unknown as (
      req: Request,
      res: typeof route,
      options: ReturnType<typeof authOptions>,
    ) => Promise<Response>
  )(request, route, authOptions());

/** Sign-ins start with a POST: one that is to be fresh is remembered on its way to the provider. */
const post: Handler = async (request, route) => {
  // Where its browser part reports errors: anybody could write into our logs there.
  if ((await route.params).nextauth[0] === "_log") return new Response(null, { status: 204 });
  await markFreshSignIn(request);
  return handler(request, route);
};

export { handler as GET, post as POST };
