export const THEME_COOKIE = "theme";
export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

/** The chosen theme of a cookie or form value; anything else follows the system. */
export function readTheme(value: unknown): Theme {
  return THEMES.find((theme) => theme === value) ?? "system";
}
