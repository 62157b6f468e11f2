export type RecentItem = { href: string; label: string; kind: string };

const KEY = "gatehouse.recent";
const KEPT = 6;

/** What was opened last from the palette, newest first; empty where storage is blocked or broken. */
export function readRecent(): RecentItem[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(stored) ? stored.filter(isRecent).slice(0, KEPT) : [];
  } catch (error) {
    console.warn("The recent list cannot be read.", error);
    return [];
  }
}

export function rememberRecent(item: RecentItem): void {
  const others = readRecent().filter((other) => other.href !== item.href);
  try {
    localStorage.setItem(KEY, JSON.stringify([item, ...others].slice(0, KEPT)));
  } catch (error) {
    console.warn("The recent list cannot be kept.", error);
  }
}

/** Only addresses of this product: what storage holds may have been written by anything. */
function isRecent(value: unknown): value is RecentItem {
  if (typeof value !== "object" || value === null) return false;
  const { href, label, kind } = value as Record<string, unknown>;
  return (
    typeof href === "string" &&
    /^\/(?![/\\])/.test(href) &&
    typeof label === "string" &&
    typeof kind === "string"
  );
}
