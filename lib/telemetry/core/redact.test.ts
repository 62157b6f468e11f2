import { expect, test } from "vitest";
import { canaries, leaked } from "#lib/testing/canaries.ts";
import { cpuMsOf } from "#lib/testing/cpu-time.ts";
import { isSecretName, redact } from "./redact.ts";

const AROUND: Record<string, (text: string) => string> = {
  alone: (text) => text,
  "in a sentence": (text) => `Error: the call failed: ${text} was refused`,
  "in JSON": (text) => `{"message":"got ${text}"}`,
  "in brackets": (text) => `x (${text}) y`,
  "in a list": (text) => `value=${text}, more`,
  "on a line of its own": (text) => `Error: x\n${text}\n    at main (file:///app/lib/x.ts:1:2)`,
};

test("there are 120 shapes of secrets, each with its own value", () => {
  const all = canaries("count");
  expect(all).toHaveLength(120);
  expect(new Set(all.map(({ secret }) => secret)).size).toBe(120);
});

test.each(Object.entries(AROUND))("every shape of secret is taken out, %s", (_where, around) => {
  for (let seed = 0; seed < 40; seed += 1)
    for (const canary of canaries(`redact ${seed}`)) {
      const out = redact(around(canary.text));
      expect(leaked(out, [canary]), out).toEqual([]);
    }
});

test.each([
  ["postgresql://app:pa:ss@wd@db.example/x", "postgresql://[redacted]@db.example/x"],
  [
    "GET https://a.example/path?code=abc#top failed",
    "GET https://a.example/path?[redacted] failed",
  ],
  ["bearer abc.def-ghi", "bearer [redacted]"],
  ["Basic dXNlcjpwYXNz1=", "Basic [redacted]"],
  ['{"clientSecret":"a b","id":"1"}', '{"clientSecret":[redacted],"id":"1"}'],
  ["password = hunter2; next", "password = [redacted]; next"],
  ["Set-Cookie: a=b; HttpOnly\nnext", "Set-Cookie: [redacted]\nnext"],
  ["to ann.lee@acme.example now", "to [e-mail] now"],
  ["to ann.lee%40acme.example now", "to [e-mail] now"],
  ["card 4111 1111 1111 1111 ok", "card [card] ok"],
  ["-----BEGIN PRIVATE KEY-----\nabc cut off", "[key]"],
])("%s becomes %s", (text, clean) => {
  expect(redact(text)).toBe(clean);
});

test.each([
  "Error: connect ECONNREFUSED 127.0.0.1:5432",
  "    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1637:16)",
  "    at async file:///srv/gatehouse/lib/registry-api/handle-registry.ts:57:22",
  "at /app/.next/server/chunks/ssr/[root-of-the-server]__0a1b2c3d._.js:12:345",
  "PrismaClientKnownRequestError: Unique constraint failed on the fields: (`name`)",
  "The value 1764176412345 at 2026-11-26T17:00:00.000Z is not valid",
  "request 0190f1a2-7c3b-7def-8abc-0123456789ab of io.github.acme/files@1.2.3",
  "Unexpected token in JSON; basic checks of the token went through",
  "npm_config_registry_of_the_company is not set",
  "4111 1111 1111 1112 has a wrong check digit",
  'duplicate key value violates unique constraint "AuditEvent_writer_epoch_seq_key"',
])("%s stays as it is", (text) => {
  expect(redact(text)).toBe(text);
});

test.each(["password", "authToken", "client_secret", "AWS_SECRET_ACCESS_KEY", "x-api-key", "sid"])(
  "a field named %s is secret",
  (name) => expect(isSecretName(name)).toBe(true),
);
test.each(["name", "reside", "tokens", "outcome", "requestId", "design", "path"])(
  "a field named %s is not",
  (name) => expect(isSecretName(name)).toBe(false),
);

test.each([
  "a",
  "a@",
  "a.",
  "a-",
  "a:",
  '"',
  "4",
  "4 ",
  "?",
  "?a",
  "A1 ",
  "AB12 ",
  "sk-",
  "eyJ",
  "https://",
  "password=",
  "-----BEGIN ",
  "Bearer ",
  "\\",
  "%40",
])("a text of 16,384 characters made of %j does not hold up the process", async (piece) => {
  const text = piece.repeat(Math.ceil(16_384 / piece.length)).slice(0, 16_384);
  redact(text.slice(0, 100));
  expect(await cpuMsOf(() => redact(text))).toBeLessThan(250);
});
