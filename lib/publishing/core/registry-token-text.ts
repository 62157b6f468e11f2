const SHAPE = /^gtr_([A-Za-z0-9_-]{12})_([A-Za-z0-9_-]{43})$/;

/** Splits a registry token into what finds it and what proves it; null for anything else. */
export function readRegistryToken(text: string): { prefix: string; secret: string } | null {
  const match = SHAPE.exec(text);
  return match?.[1] && match[2] ? { prefix: match[1], secret: match[2] } : null;
}

export const registryTokenText = (prefix: string, secret: string) => `gtr_${prefix}_${secret}`;
