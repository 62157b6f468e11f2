import { expect, test } from "vitest";
import { asksAnew } from "./fresh-sign-in.ts";

const start = "https://gatehouse.example/api/auth/signin/oidc";

test("a fresh sign-in asks for prompt=login and max_age=0", () => {
  expect(asksAnew(`${start}?prompt=login&max_age=0`)).toBe(true);
});

test.each([
  start,
  `${start}?prompt=login`,
  `${start}?max_age=0`,
  `${start}?prompt=none&max_age=0`,
  `${start}?prompt=login&max_age=86400`,
  `${start}?prompt=login&prompt=none&max_age=0`,
  "https://gatehouse.example/api/auth/callback/oidc?prompt=login&max_age=0",
  "https://gatehouse.example/api/auth/signin/other?prompt=login&max_age=0",
])("%s does not", (address) => expect(asksAnew(address)).toBe(false));
