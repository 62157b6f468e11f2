/**
 * Where to go after signing in: a path of this site and nothing else, so that a crafted link
 * cannot send a person elsewhere (open redirect). Backslashes and control characters are how
 * browsers are talked into reading a path as a host.
 */
export function localPath(next: unknown): string {
  if (typeof next !== "string" || !/^\/(?![/\\])[^\\\u0000-\u001f]*$/.test(next)) return "/";
  return next.startsWith("/sign-in") || next.startsWith("/api/") ? "/" : next;
}
