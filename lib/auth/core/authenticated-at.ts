/**
 * When somebody proved who they are, as an OpenID provider tells it. Source: OpenID Connect Core,
 * section 2 (`auth_time`) and section 3.1.2.1 (`prompt`, `max_age`).
 */
export type Proof = {
  /** The id token's `auth_time`, in seconds; whatever the provider sent. */
  authTime: unknown;
  /** This sign-in asked the provider to have the person sign in anew (`prompt=login`). */
  askedAnew: boolean;
  now: Date;
};

/** A session whose sign-in nobody dated: it is never fresh. */
export const UNKNOWN_SIGN_IN = new Date(0);

/**
 * Never later than now, whatever the provider's clock says. Without `auth_time`, a sign-in may come
 * from a session that the provider had all day: it counts as now only where it was asked anew.
 */
export function authenticatedAt({ authTime, askedAnew, now }: Proof): Date {
  if (typeof authTime === "number" && Number.isFinite(authTime) && authTime >= 0)
    return new Date(Math.min(authTime * 1_000, now.getTime()));
  return askedAnew ? now : UNKNOWN_SIGN_IN;
}
