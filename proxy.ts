import { NextResponse, type NextRequest } from "next/server";
import { SESSION_COOKIE } from "#lib/auth/cookie.ts";
import { env } from "#lib/config/env.ts";
import { contentSecurityPolicy } from "#lib/http/content-security-policy.ts";

/**
 * Sends people without a session cookie to the sign-in page, and gives every page its content
 * security policy. Never an authorization check: queries and commands decide.
 */
export function proxy(request: NextRequest): NextResponse {
  const { pathname, search } = request.nextUrl;
  if (pathname !== "/sign-in" && !request.cookies.has(SESSION_COOKIE.name)) {
    const target = request.nextUrl.clone();
    target.pathname = "/sign-in";
    target.search = pathname === "/" ? "" : `?next=${encodeURIComponent(pathname + search)}`;
    return NextResponse.redirect(target);
  }

  const nonce = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))));
  const policy = contentSecurityPolicy(nonce, {
    development: env.nodeEnv === "development",
    secure: env.publicUrl.startsWith("https:"),
  });
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  // Next reads the nonce for its own scripts from here.
  headers.set("content-security-policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  return response;
}

export const config = {
  // The registry API never reaches Next (scripts/web.ts).
  matcher: ["/((?!_next/static/|_next/image|api/|favicon\\.ico$|icon\\.svg$|robots\\.txt$).*)"],
};
