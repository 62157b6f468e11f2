import { expect, test } from "vitest";
import { tokenText } from "#lib/tokens/core/token-text.ts";
import { readRegistryToken, registryTokenText } from "./registry-token-text.ts";

const [prefix, secret] = ["a".repeat(12), "b".repeat(43)];

test("a registry token comes apart as it was put together, and is no personal token", () => {
  expect(readRegistryToken(registryTokenText(prefix, secret))).toEqual({ prefix, secret });
  expect(readRegistryToken(tokenText(prefix, secret))).toBeNull();
});

test.each(["", "gtr_", `gtr_${prefix}_${secret}x`, ` gtr_${prefix}_${secret}`])(
  "%j is none",
  (text) => expect(readRegistryToken(text)).toBeNull(),
);
