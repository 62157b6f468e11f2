const SHAPE = /^gth_([A-Za-z0-9_-]{12})_([A-Za-z0-9_-]{43})$/;

/** Splits the text of a token into what finds it and what proves it; null for anything else. */
export function readTokenText(text: string): { prefix: string; secret: string } | null {
  const match = SHAPE.exec(text);
  return match?.[1] && match[2] ? { prefix: match[1], secret: match[2] } : null;
}

export const tokenText = (prefix: string, secret: string) => `gth_${prefix}_${secret}`;

/** The token in an Authorization header (RFC 6750); null when there is none. */
export function bearerOf(header: string | null | undefined): string | null {
  const match = /^bearer +([^\s]+)$/i.exec(header ?? "");
  return match?.[1] ?? null;
}
