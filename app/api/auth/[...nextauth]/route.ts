import NextAuth from "next-auth";
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

export { handler as GET, handler as POST };
