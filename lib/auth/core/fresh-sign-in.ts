/** What a fresh sign-in asks of an OpenID provider: the person signs in there again, now. */
export const FRESH_PARAMS: Readonly<Record<string, string>> = { prompt: "login", max_age: "0" };

/** Is this next-auth's own route that sends people to the provider? */
export function startsSignIn(address: string): boolean {
  return new URL(address).pathname === "/api/auth/signin/oidc";
}

/** Does the start of a sign-in ask for that? */
export function asksAnew(address: string): boolean {
  const { searchParams } = new URL(address);
  return (
    startsSignIn(address) &&
    Object.entries(FRESH_PARAMS).every(
      // Exactly once: what a provider makes of two values is its own affair.
      ([name, value]) => searchParams.getAll(name).join("\n") === value,
    )
  );
}
