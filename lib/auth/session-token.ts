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

/** Cookies opened lately: deriving the key costs as much as asking for the session. */
const opened = new Map<string, string>();
const OPENED_MOST = 2_000;

/**
 * The session id in a cookie; null for anything we did not write. Whether the session still
 * stands is asked of the database each time, so a kept answer lets nobody in.
 */
export async function openSession(cookie: string | undefined): Promise<string | null> {
  if (!cookie) return null;
  const known = opened.get(cookie);
  if (known !== undefined) return known;
  try {
    const token = await decode({ token: cookie, secret: authSecret() });
    if (typeof token?.["sid"] !== "string") return null;
    if (opened.size >= OPENED_MOST) opened.clear();
    opened.set(cookie, token["sid"]);
    return token["sid"];
  } catch (error) {
    if (error instanceof SettingError) throw error;
    // Another instance's cookie, an old secret, or forged: the person signs in again.
    return null;
  }
}
