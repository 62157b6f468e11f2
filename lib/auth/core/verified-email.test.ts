import { expect, test } from "vitest";
import { isUnverifiedEmail } from "./verified-email.ts";

test.each([false, "false", "False", 0, "0", "", "no", {}, []])(
  "an address with email_verified %j lets nobody in",
  (claim) => expect(isUnverifiedEmail(claim)).toBe(true),
);

test.each([true, "true", undefined, null])("an address with email_verified %j is taken", (claim) =>
  expect(isUnverifiedEmail(claim)).toBe(false),
);
