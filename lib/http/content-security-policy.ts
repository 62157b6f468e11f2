type Options = { development: boolean; secure: boolean };

/**
 * Scripts run only with this answer's nonce; nothing is loaded from other hosts; nobody frames us.
 * Style attributes are allowed (React writes them), style elements need the nonce.
 */
export function contentSecurityPolicy(nonce: string, options: Options): string {
  const directives: Record<string, string> = {
    "default-src": "'self'",
    // React's development build evaluates strings to rebuild stack traces.
    "script-src": `'self' 'nonce-${nonce}' 'strict-dynamic'${options.development ? " 'unsafe-eval'" : ""}`,
    "style-src": options.development ? "'self' 'unsafe-inline'" : `'self' 'nonce-${nonce}'`,
    "style-src-attr": "'unsafe-inline'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
  };
  const text = Object.entries(directives).map(([name, value]) => `${name} ${value}`);
  if (options.secure) text.push("upgrade-insecure-requests");
  return text.join("; ");
}

/**
 * For answers that are no pages of ours (JSON, files, what others generate): nothing runs and nothing
 * is loaded. Pages replace it with their own.
 */
const LOCKED =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

export const SECURITY_HEADERS: Record<string, string> = {
  "content-security-policy": LOCKED,
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "permissions-policy": "camera=(), microphone=(), geolocation=()",
};

/** Headers of every answer of the web process; over https, browsers are to stay there for a year. */
export function securityHeaders({ secure }: Pick<Options, "secure">): Record<string, string> {
  return secure
    ? { ...SECURITY_HEADERS, "strict-transport-security": "max-age=31536000" }
    : SECURITY_HEADERS;
}

/** The description of the management API comes with a policy of its own, which Next would drop beside ours. */
export const bringsOwnPolicy = (address: string) => /^\/api\/docs(\?|$)/.test(address);
