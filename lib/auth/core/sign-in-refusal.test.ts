import { expect, test } from "vitest";
import { refusalReported } from "./sign-in-refusal.ts";

const ofCallback = (message: string, errorCode?: unknown) =>
  refusalReported({
    code: "OAUTH_CALLBACK_ERROR",
    name: "OAuthCallbackError",
    message,
    errorCode,
  });

test.each([
  ["State cookie was missing.", "state"],
  ["state mismatch, expected a-secret, got: another", "state"],
  ["checks.state argument is missing", "state"],
  ["Nonce value could not be parsed.", "nonce"],
  ["nonce mismatch, expected a, got: pkce", "nonce"],
  ["PKCE code_verifier cookie was missing.", "pkce"],
  ["next-auth.pkce.code_verifier cookie was created for a different provider", "pkce"],
  ["invalid_grant (the code was used)", "invalid_grant"],
  ["login_required", "login_required"],
  ["outgoing request timed out after 3500ms", "provider_unreachable"],
  ["unexpected iss value, expected a, got: state ", "provider_answer"],
  ["failed to validate JWT signature", "provider_answer"],
])("%j is %s", (message, reason) => expect(ofCallback(message)).toBe(reason));

test.each([
  ["ECONNREFUSED", "provider_unreachable"],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "provider_unreachable"],
  ["ERR_JWS_INVALID", "provider_answer"],
  [undefined, "provider_answer"],
])("an error with the code %j is %s", (errorCode, reason) =>
  expect(ofCallback("no", errorCode)).toBe(reason),
);

test.each([
  ["access_denied", "access_denied"],
  ["state mismatch", "provider_error"],
  ["ada@company.example", "provider_error"],
  ["constructor", "provider_error"],
])("of an error in the address, %j, only a known word is kept: %s", (message, reason) =>
  expect(
    refusalReported({ code: "OAUTH_CALLBACK_ERROR", name: "Error", message, errorCode: undefined }),
  ).toBe(reason),
);

test.each([
  ["OAUTH_CALLBACK_HANDLER_ERROR", null],
  ["JWT_SESSION_ERROR", null],
  ["SIGNIN_OAUTH_ERROR", "provider_answer"],
  ["OAUTH_PARSE_PROFILE_ERROR", "no_subject"],
])("what next-auth calls %s is %s", (code, reason) =>
  expect(refusalReported({ code, name: "Error", message: "no", errorCode: undefined })).toBe(
    reason,
  ),
);
