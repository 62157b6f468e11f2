import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { canaries, leaked } from "#lib/testing/canaries.ts";
import { MOVED, partFacts, REMOVED } from "./part-facts.ts";

const after = (facts: Parameters<typeof partFacts>[0]["after"]) =>
  partFacts({ before: null, after: facts });

test.each([
  ["an address in a text", { reason: "Ask eve@corp.example about it" }, ["reason"]],
  ["an address within a list", { people: ["x", "eve@corp.example"] }, ["people"]],
  ["an address deep below", { a: { b: { c: ["eve@corp.example"] } } }, ["a"]],
  ["an address as the name of a fact", { answers: { "eve@corp.example": "yes" } }, ["answers"]],
  ["an address with letters of other scripts", { reason: "müller@straße.example" }, ["reason"]],
  ["a fact that is personal by its name", { email: "none", userAgent: "Curl", ok: 1 }, ["email", "userAgent"]], // prettier-ignore
])("%s goes apart, and the record says that it did", (_what, facts, keys) => {
  const parted = after(facts);
  expect(Object.keys(parted.personal?.after ?? {})).toEqual(keys);
  for (const key of keys) expect(parted.after?.[key]).toBe(MOVED);
  expect(JSON.stringify(parted.after)).not.toContain("corp.example");
  expect(parted.personal?.after).toMatchObject(
    Object.fromEntries(Object.entries(facts).filter(([key]) => keys.includes(key))),
  );
});

test.each(["4111 1111 1111 1111", "078-05-1120", "DE89 3704 0044 0532 0130 00"])(
  "the number %s goes apart",
  (number) => expect(after({ reason: `It is ${number}.` }).after).toEqual({ reason: MOVED }),
);

test.each([
  ["a moment", "2026-11-26T17:00:00.000Z"],
  ["an id", "0190b6a5-7b1c-7c3e-8b1a-1f2e3d4c5b6a"],
  ["a digest", "4ee702c433aaf58ddb180a906016d52284324c722517cde88cb032b105d65eea"],
  ["a number that is no card", "4111 1111 1111 1112"],
  ["a package with its version", "npm:left-pad@1.3.0"],
  ["a scoped package", "@modelcontextprotocol/server-git@2025.1.14"],
  ["an address of a host", "http://10.0.0.5:8080/mcp"],
  ["a mention", "thanks @eve"],
])("%s is nobody's address", (_what, text) => {
  expect(after({ text })).toMatchObject({ after: { text }, personal: null });
});

test("what a verb says is personal is put together with what it forgot", () => {
  const parted = partFacts({
    before: { roles: ["engineer"], email: "eve@corp.example" },
    after: { roles: ["admin"] },
    personal: { subject: "eve", facts: { after: { name: "Eve", email: "eve@corp.example" } } },
  });
  expect(parted).toEqual({
    before: { roles: ["engineer"], email: MOVED },
    after: { roles: ["admin"] },
    personal: {
      before: { email: "eve@corp.example" },
      after: { name: "Eve", email: "eve@corp.example" },
    },
    addresses: ["eve@corp.example"],
    secret: null,
  });
});

test("facts without anybody in them are what they were", () => {
  const facts = { z: 1, a: "text", list: [true, null], nothing: null };
  const parted = partFacts({ before: facts, after: null });
  expect(parted).toEqual({
    before: facts,
    after: null,
    personal: null,
    addresses: [],
    secret: null,
  });
});

const TOKEN = `gth_${"a1B2c3D4e5F6"}_${"Zq9".repeat(15)}`;

test("a secret is named by its place and is in no part of the answer", () => {
  const parted = partFacts({
    before: { note: `was ${TOKEN}` },
    after: { note: "kept", deep: [{ reason: `use ${TOKEN}` }] },
    personal: { subject: "eve", facts: { after: { words: `mine: ${TOKEN}` } } },
  });
  expect(parted.secret).toEqual({ place: "deep", looksLike: "an API key" });
  expect(JSON.stringify(parted)).not.toContain(TOKEN);
  expect(parted.before).toEqual({ note: REMOVED });
});

test("a secret that stood there before does not keep anybody from taking it out", () => {
  expect(partFacts({ before: { note: TOKEN }, after: { note: "clean" } }).secret).toBeNull();
});

test.each([
  ["without a digit", "NRAK-QWMZKLPXVBTRHNGYDFCJSAEUIOQ", "an API key"],
  ["of small letters alone", `oy2${"qzjxkvwpmbgh".repeat(3)}qzjxkvw`, "an API key"],
  ["before a line", `123456789:${"aaaaBBBB1111".repeat(3).slice(0, 35)}-`, "a key of a bot"],
  ["that ends with a line", `123456789:${"aB-_".repeat(8)}aB-`, "a key of a bot"],
  [
    "whose letters seldom change",
    `${"aB".repeat(7)}.atlasv1.${"aaaaBBBB1111".repeat(5)}aaaa`,
    "an API key",
  ],
])("a key %s is one all the same", (_what, key, looksLike) => {
  const parted = partFacts({ before: null, after: { note: `use ${key}` } });
  expect(parted.secret).toEqual({ place: "note", looksLike });
});

test.each(["BOT RESPONSIBILITIES", "Auth: SUPERADMINISTRATOR", "secret = INTERNATIONALIZATION"])(
  "words in capitals are no secret: %s",
  (note) => {
    expect(partFacts({ before: null, after: { note } }).secret).toBeNull();
  },
);

test("of 120 shapes of secrets, fifty of each, none gets into a record in any place of a text", () => {
  const through = new Set<string>();
  for (let run = 0; run < 50; run += 1)
    for (const canary of canaries(randomUUID())) {
      const facts = { reason: `I use ${canary.text} now`, list: [{ deep: canary.text }] };
      const { before, after, secret } = partFacts({ before: facts, after: facts });
      // Refused, or, for what is personal and no secret, kept apart.
      if (leaked(JSON.stringify([before, secret === null ? after : null]), [canary]).length > 0)
        through.add(canary.shape);
    }
  expect([...through]).toEqual([]);
});
