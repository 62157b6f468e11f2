import { randomBytes, randomUUID } from "node:crypto";
import { expect, test, vi } from "vitest";
import { Webhook } from "standardwebhooks";

vi.hoisted(() => {
  process.env["GATEHOUSE_SECRET"] = "a secret of this test, long enough for it";
});
const { newSigningSecret, openSecret, sealSecret } = await import("./sealed-secret.ts");
const { signatureHeaders } = await import("./sign.ts");

const body = '{"type":"request.decided","é":"☃"}';

test("the reference implementation accepts a signature, and refuses one of anything else", () => {
  const secret = newSigningSecret();
  const headers = signatureHeaders(secret, { id: randomUUID(), at: new Date(), body });
  expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
  expect(() => new Webhook(secret).verify(`${body} `, headers)).toThrow();
  expect(() => new Webhook(newSigningSecret()).verify(body, headers)).toThrow();
  const replaced = { ...headers, "webhook-id": randomUUID() };
  expect(() => new Webhook(secret).verify(body, replaced)).toThrow();
});

test("an old signature is refused by its time", () => {
  const secret = newSigningSecret();
  const at = new Date(Date.now() - 3_600_000);
  const headers = signatureHeaders(secret, { id: "x", at, body });
  expect(() => new Webhook(secret).verify(body, headers)).toThrow(/old/);
});

test("a sealed secret opens again, looks different every time, and is bound to its webhook", () => {
  const [secret, id] = [newSigningSecret(), randomUUID()];
  const sealed = sealSecret(secret, id);
  expect(openSecret(sealed, id)).toBe(secret);
  expect(sealSecret(secret, id)).not.toBe(sealed);
  expect(sealed).not.toContain(secret.slice(6, 20));
  expect(() => openSecret(sealed, randomUUID())).toThrow(/cannot be read/);
});

test.each([
  ["changed", (sealed: string) => sealed.slice(0, -2) + (sealed.endsWith("AA") ? "BB" : "AA")],
  ["cut", (sealed: string) => sealed.slice(0, 30)],
  ["with a short tag", (sealed: string) => sealed.replace(/\.[^.]+\.([^.]+)$/, ".AAAA.$1")],
  ["of another kind", () => `v0.${randomBytes(20).toString("base64url")}`],
  ["empty", () => ""],
])("what is %s does not open, and its error holds no secret", (_what, spoil) => {
  const [secret, id] = [newSigningSecret(), randomUUID()];
  const spoilt = spoil(sealSecret(secret, id));
  expect(() => openSecret(spoilt, id)).toThrow(/GATEHOUSE_SECRET was changed/);
});
