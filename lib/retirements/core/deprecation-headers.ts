export type DeprecationFacts = {
  deprecatesAt: Date;
  retiresAt: Date;
  /** Address of the successor, relative to the answer or absolute; null: none. */
  successorAddress: string | null;
};

/**
 * What an answer about a server that ends says in its headers: `Deprecation` (RFC 9745: a date as
 * an `@` and Unix seconds), `Sunset` (RFC 8594: an HTTP date) and a link to its successor
 * (`successor-version`, RFC 5829).
 */
export function deprecationHeaders(facts: DeprecationFacts): [name: string, value: string][] {
  const headers: [string, string][] = [
    ["Deprecation", `@${Math.floor(facts.deprecatesAt.getTime() / 1000)}`],
    ["Sunset", facts.retiresAt.toUTCString()],
  ];
  if (facts.successorAddress !== null)
    headers.push(["Link", `<${facts.successorAddress}>; rel="successor-version"`]);
  return headers;
}
