/**
 * The error code of a sign-in address, as next-auth writes them; anything else that somebody wrote
 * there becomes `Default`. Codes begin with a capital, so none is a member that every object has.
 */
export function errorCode(error: unknown): string | null {
  if (error === undefined) return null;
  return typeof error === "string" && /^[A-Z][A-Za-z]{0,40}$/.test(error) ? error : "Default";
}
