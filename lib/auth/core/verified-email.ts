/**
 * Whether a provider's `email_verified` claim (OpenID Connect Core 5.1) speaks against an address.
 * Some send the word instead of the boolean; providers of a company often send nothing, and vouch
 * for their addresses by being the company's own.
 */
export function isUnverifiedEmail(claim: unknown): boolean {
  return claim !== undefined && claim !== null && claim !== true && claim !== "true";
}
