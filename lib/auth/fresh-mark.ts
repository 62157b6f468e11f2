import { cookies } from "next/headers";
import { decode, encode } from "next-auth/jwt";
import { SESSION_COOKIE } from "./cookie.ts";
import { asksAnew, startsSignIn } from "./core/fresh-sign-in.ts";
import { authSecret } from "./session-token.ts";

/** The way to the provider and back. */
const MARK_SECONDS = 600;
const NAME = `${SESSION_COOKIE.name}.fresh`;
/** A mark is no session, and a session is no mark: sealed with another key. */
const SALT = "gatehouse.fresh-sign-in";

/**
 * Remembers, sealed and for ten minutes, that the sign-in which starts now asks the provider to
 * have the person sign in anew; one that does not ask for it takes an earlier mark away.
 */
export async function markFreshSignIn(request: Request): Promise<void> {
  if (!startsSignIn(request.url)) return;
  const jar = await cookies();
  if (!asksAnew(request.url)) {
    jar.delete({ name: NAME, ...SESSION_COOKIE.options });
    return;
  }
  const mark = await encode({
    token: { fresh: true },
    secret: authSecret(),
    salt: SALT,
    maxAge: MARK_SECONDS,
  });
  jar.set(NAME, mark, { ...SESSION_COOKIE.options, maxAge: MARK_SECONDS });
}

/** Was it asked for? The mark goes as it is read. */
export async function takeFreshMark(): Promise<boolean> {
  const jar = await cookies();
  const value = jar.get(NAME)?.value;
  if (value === undefined) return false;
  jar.delete({ name: NAME, ...SESSION_COOKIE.options });
  try {
    const mark = await decode({ token: value, secret: authSecret(), salt: SALT });
    return mark?.["fresh"] === true;
  } catch {
    return false;
  }
}
