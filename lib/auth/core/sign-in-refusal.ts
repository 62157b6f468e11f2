/** Errors that a provider may answer with: RFC 6749, 4.1.2.1 and 5.2; OpenID Connect Core, 3.1.2.6. */
const PROVIDER_ERRORS = [
  "invalid_request",
  "unauthorized_client",
  "access_denied",
  "unsupported_response_type",
  "invalid_scope",
  "server_error",
  "temporarily_unavailable",
  "invalid_client",
  "invalid_grant",
  "unsupported_grant_type",
  "interaction_required",
  "login_required",
  "account_selection_required",
  "consent_required",
  "invalid_request_uri",
  "invalid_request_object",
  "request_not_supported",
  "request_uri_not_supported",
  "registration_not_supported",
] as const;

/** Why a sign-in was refused, as the log says it. */
export type SignInRefusal =
  /** The provider did not say who it is, or sent what cannot be a person's. */
  | "no_subject"
  | "profile_unreadable"
  | "no_email"
  | "email_unverified"
  /** The address belongs to an account that somebody else signs in to. */
  | "email_of_another"
  | "account_disabled"
  /** What ties the answer to the browser that asked (OpenID Connect Core, 3.1.2.1; RFC 7636). */
  | "state"
  | "nonce"
  | "pkce"
  | (typeof PROVIDER_ERRORS)[number]
  | "provider_error"
  /** An answer that does not hold: a signature, an issuer, a time. */
  | "provider_answer"
  | "provider_unreachable";

/** What next-auth calls its own refusals; what else it reports is none. */
const REFUSING = new Set([
  "SIGNIN_OAUTH_ERROR",
  "OAUTH_CALLBACK_ERROR",
  "OAUTH_PARSE_PROFILE_ERROR",
]);

/** How the messages of next-auth and of openid-client begin; what follows may be a secret. */
const BEGINNINGS: readonly (readonly [RegExp, SignInRefusal])[] = [
  [/^(?:State |state |checks\.state |\S+\.state cookie )/, "state"],
  [/^(?:Nonce |nonce |\S+\.nonce cookie )/, "nonce"],
  [/^(?:PKCE |\S+\.pkce\S* cookie )/, "pkce"],
  [/^outgoing request timed out/, "provider_unreachable"],
];

/** Codes of Node's network and TLS; those of token errors begin with ERR_J. */
const NETWORK_CODE = /^(?!ERR_J)[A-Z][A-Z0-9_]+$/;

type Reported = { code: string; name: string; message: string; errorCode: unknown };

/**
 * Why next-auth refused a sign-in, from what it reports; null: that is no refusal, or one of ours,
 * which is recorded where it is made.
 * @param reported.errorCode the error's own `code`.
 */
export function refusalReported(reported: Reported): SignInRefusal | null {
  const { code, name, message, errorCode } = reported;
  if (!REFUSING.has(code)) return null;
  if (code === "OAUTH_PARSE_PROFILE_ERROR") return "no_subject";
  // "invalid_grant (a description)" from the token endpoint, the bare word from the address.
  const word = message.split(" (")[0];
  const known = PROVIDER_ERRORS.find((each) => each === word);
  if (known !== undefined) return known;
  // Not from a check of next-auth: the `error` of the address, which anybody can write.
  if (code === "OAUTH_CALLBACK_ERROR" && name !== "OAuthCallbackError") return "provider_error";
  const begun = BEGINNINGS.find(([beginning]) => beginning.test(message));
  if (begun !== undefined) return begun[1];
  const isNetwork = typeof errorCode === "string" && NETWORK_CODE.test(errorCode);
  return isNetwork ? "provider_unreachable" : "provider_answer";
}
