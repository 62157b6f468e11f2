/** Which addresses of a document may be shown as links and stored: http(s), no credentials. */

const MAX_URL_LENGTH = 2_048;
const SCHEME = /^([a-z][a-z0-9+.-]*):/i;
const CONTROL_OR_SPACE = /[\u0000-\u0020\u007f-\u00a0\u2028\u2029]/;

/**
 * Why an address is refused, in words that follow the field's name; null when it is fine.
 * `template` allows `{variables}`, as remotes do.
 */
export function urlProblem(text: string, form: "plain" | "template" = "plain"): string | null {
  const problem = textProblem(text) ?? schemeProblem(text);
  if (problem !== null) return problem;

  const url = parsedUrl(form === "template" ? fillTemplate(text) : text);
  if (url === null) return "is not a valid web address";
  const credentials = url.username + url.password;
  return credentials === "" ? null : "carries credentials (user:password@)";
}

function textProblem(text: string): string | null {
  if (text.length > MAX_URL_LENGTH) return `is longer than ${MAX_URL_LENGTH} characters`;
  if (CONTROL_OR_SPACE.test(text)) return "holds spaces or control characters";
  return text.includes("\\") ? "is a network path or holds a backslash, not a web address" : null;
}

function schemeProblem(text: string): string | null {
  if (/^https?:\/\//i.test(text)) return null;
  const scheme = SCHEME.exec(text)?.[1]?.toLowerCase() ?? "http";
  return scheme === "https" || scheme === "http"
    ? "is not an absolute http or https address"
    : `uses ${scheme}: where only http and https are allowed`;
}

export function isSafeUrl(text: string): boolean {
  return urlProblem(text) === null;
}

/** Stands a harmless word in for every `{variable}`, and 1 where a port is expected. */
export function fillTemplate(text: string): string {
  return text.replace(/:\{[^{}]*\}(?=[/?#]|$)/g, ":1").replace(/\{[^{}]*\}/g, "x");
}

export function parsedUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}
