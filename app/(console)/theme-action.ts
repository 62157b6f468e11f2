"use server";

import { cookies } from "next/headers";
import { readTheme, THEME_COOKIE } from "#components/shell/theme.ts";
import { env } from "#lib/config/env.ts";

const YEAR_SECONDS = 365 * 24 * 3_600;

/** Remembers light, dark or the system's choice in this browser. */
export async function setThemeAction(form: FormData): Promise<void> {
  const theme = readTheme(form.get("theme"));
  const jar = await cookies();
  if (theme === "system") jar.delete(THEME_COOKIE);
  else
    jar.set(THEME_COOKIE, theme, {
      path: "/",
      maxAge: YEAR_SECONDS,
      sameSite: "lax",
      httpOnly: true,
      secure: env.publicUrl.startsWith("https:"),
    });
}
