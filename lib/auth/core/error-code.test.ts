import { expect, test } from "vitest";
import { errorCode } from "./error-code.ts";

test("next-auth's codes are kept, and no error stays none", () => {
  expect(errorCode("OAuthCallback")).toBe("OAuthCallback");
  expect(errorCode(undefined)).toBeNull();
});

test.each([
  "constructor",
  "__proto__",
  "toString",
  "",
  "<b>",
  ["AccessDenied", "x"],
  "A".repeat(99),
])("%j in an address breaks no page", (error) => expect(errorCode(error)).toBe("Default"));
