import { headers } from "next/headers";
import type { AuthOptions, Profile } from "next-auth";
import type { OAuthConfig } from "next-auth/providers/oauth";
import { env } from "#lib/config/env.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { syncPerson } from "#lib/people/sync-person.ts";
import { startSession } from "#lib/sessions/start-session.ts";
import { doorContext } from "./bearer.ts";
import { currentPerson } from "./context.ts";
import { authenticatedAt } from "./core/authenticated-at.ts";
import { endSessionOf } from "./end-session-of.ts";
import { SESSION_COOKIE } from "./cookie.ts";
import { takeFreshMark } from "./fresh-mark.ts";
import { refusedSignIn, signInLogger } from "./refused-sign-in.ts";
import { rolesFromGroups } from "./core/roles.ts";
import { authSecret, SESSION_SECONDS } from "./session-token.ts";
import { isUnverifiedEmail } from "./core/verified-email.ts";

type OidcProfile = Profile & Record<string, unknown>;

export const OIDC_PROVIDER = "oidc";

/** Any OpenID provider, by discovery: authorization code with PKCE, state and nonce. */
function oidcProvider(oidc: NonNullable<typeof env.oidc>): OAuthConfig<OidcProfile> {
  return {
    id: OIDC_PROVIDER,
    name: oidc.name,
    type: "oauth",
    wellKnown: `${oidc.issuer}/.well-known/openid-configuration`,
    clientId: oidc.clientId,
    clientSecret: oidc.clientSecret,
    idToken: true,
    checks: ["pkce", "state", "nonce"],
    authorization: { params: { scope: oidc.scopes } },
    profile: (profile) => ({
      id: profile.sub ?? "",
      name: profile.name ?? null,
      email: profile.email ?? null,
    }),
  };
}

/** @throws AppError, recorded, for whoever is not let in. */
async function personOf(ctx: Context, profile: OidcProfile) {
  const oidc = env.oidc;
  if (!oidc || !profile.sub)
    throw await refusedSignIn("no_subject", "The provider did not say who signed in.");
  const email = profile.email ? profile.email : null;
  try {
    return await syncPerson(ctx, {
      email,
      emailVerified: !isUnverifiedEmail(profile["email_verified"]),
      name: profile.name ?? email ?? profile.sub,
      issuer: oidc.issuer,
      subject: profile.sub,
      roles: rolesFromGroups(profile[oidc.groupsClaim], oidc.roleMap),
    });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "invalid") throw error;
    throw await refusedSignIn("profile_unreadable", error.message);
  }
}

/**
 * Makes the person and the session row. Refusals throw, and next-auth shows its error page: fail
 * closed.
 */
async function admit(profile: OidcProfile): Promise<string> {
  const ctx = doorContext();
  const person = await personOf(ctx, profile);
  const userAgent = (await headers()).get("user-agent")?.slice(0, 400) ?? null;
  // Whoever was signed in here is signed out: each sign-in is a session of its own.
  await endSessionOf((await currentPerson())?.sessionId);
  const session = await startSession(ctx, {
    userId: person.id,
    method: "oidc",
    userAgent,
    authenticatedAt: authenticatedAt({
      authTime: profile["auth_time"],
      askedAnew: await takeFreshMark(),
      now: ctx.now,
    }),
  });
  return session.id;
}

export function authOptions(): AuthOptions {
  return {
    secret: authSecret(),
    providers: env.oidc ? [oidcProvider(env.oidc)] : [],
    session: { strategy: "jwt", maxAge: SESSION_SECONDS, updateAge: SESSION_SECONDS },
    cookies: { sessionToken: SESSION_COOKIE },
    // All of them: next-auth's own pages would come without our content security policy.
    pages: {
      signIn: "/sign-in",
      signOut: "/sign-in",
      error: "/sign-in",
      verifyRequest: "/sign-in",
    },
    logger: signInLogger,
    // Its own sign-out only forgets the cookie: a copy of it must not stay good.
    events: { signOut: ({ token }) => endSessionOf(token?.["sid"]) },
    callbacks: {
      /** Only the session's id goes into the cookie; the row behind it decides on every request. */
      async jwt({ token, account, profile }) {
        if (account?.provider === OIDC_PROVIDER && profile)
          return { sid: await admit(profile as OidcProfile) };
        return token;
      },
      redirect: ({ url, baseUrl }) =>
        url.startsWith(`${baseUrl}/`) || /^\/(?![/\\])/.test(url) ? url : baseUrl,
    },
  };
}
