import { decode, encode } from "next-auth/jwt";
import { SettingError, env } from "#lib/config/env.ts";
import { ABSOLUTE_HOURS } from "#lib/sessions/core/limits.ts";

export const SESSION_SECONDS = ABSOLUTE_HOURS * 3_600;

export function authSecret(): string {
  if (!env.secret)
    throw new SettingError("GATEHOUSE_SECRET is not set: give it at least 32 random characters.");
  return env.secret;
}

/** The cookie's content: encrypted by next-auth, and only the id of a session row. */
export const sealSession = (sid: string) =>
  encode({ token: { sid }, secret: authSecret(), maxAge: SESSION_SECONDS });

/** The session id in a cookie; null for anything we did not write. */
export async function openSession(cookie: string | undefined): Promise<string | null> {
  if (!cookie) return null;
  try {
    const token = await decode({ token: cookie, secret: authSecret() });
    return typeof token?.["sid"] === "string" ? token["sid"] : null;
  } catch (error) {
    if (error instanceof SettingError) throw error;
    // Another instance's cookie, an old secret, or forged: the person signs in again.
    return null;
  }
}
