import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Webhook } from "standardwebhooks";
import { db } from "#lib/db/client.ts";
import { createPerson } from "#lib/testing/factories.ts";
import { CallReceiver } from "#lib/testing/receivers.ts";
import { changeWebhook } from "./change-webhook.ts";
import { createWebhook } from "./create-webhook.ts";
import { listWebhooks } from "./list-webhooks.ts";
import { removeWebhook } from "./remove-webhook.ts";
import { testWebhook } from "./test-webhook.ts";

const receiver = new CallReceiver();
let base: string;
beforeAll(async () => {
  base = await receiver.listen();
});
afterAll(() => receiver.close());

async function created(more: Record<string, unknown> = {}) {
  const admin = await createPerson(["admin"]);
  const name = randomUUID();
  const made = await createWebhook(admin.ctx(), {
    name,
    url: `${base}/services/T0/B0/secret-path`,
    allowedHosts: base.replace("http://", ""),
    ...more,
  });
  return { ...made, name, admin };
}
const recordsOf = (id: string) =>
  db.auditEvent.findMany({ where: { targetId: id }, orderBy: { at: "asc" } });

test("a new webhook's secret is given once and stored sealed; neither it nor the path is on the record", async () => {
  const { id, secret, name, admin } = await created({ format: "slack" });
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  const row = await db.webhookEndpoint.findUniqueOrThrow({ where: { id } });
  expect(row.sealedSecret).not.toContain(secret.slice(6));
  const records = await recordsOf(id);
  expect(records).toMatchObject([{ action: "webhook.create", after: { name, origin: base } }]);
  const view = (await listWebhooks(admin.ctx(), {})).find((hook) => hook.id === id);
  expect(view).toMatchObject({ name, origin: base, format: "slack", topics: [], enabled: true });
  for (const text of [JSON.stringify(records), JSON.stringify(view)]) {
    expect(text).not.toContain(secret.slice(6));
    expect(text).not.toContain("secret-path");
    expect(text).not.toContain(row.sealedSecret);
  }
});

test("a test call is signed and says what came of it", async () => {
  const { id, secret, admin } = await created();
  expect(await testWebhook(admin.ctx(), { id })).toEqual({ sent: true });
  const call = receiver.calls.at(-1);
  expect(new Webhook(secret).verify(call?.body ?? "", call?.headers ?? {})).toMatchObject({
    type: "gatehouse.test",
  });
  receiver.answer = () => 403;
  expect(await testWebhook(admin.ctx(), { id })).toMatchObject({
    sent: false,
    reason: "The receiver answered 403.",
  });
  receiver.answer = () => 204;
});

test("a test call to an internal address that nobody allowed does not leave the house", async () => {
  const { id, admin } = await created({ allowedHosts: [] });
  const before = receiver.calls.length;
  expect(await testWebhook(admin.ctx(), { id })).toMatchObject({ sent: false });
  expect(receiver.calls).toHaveLength(before);
});

test("changing keeps what is not given, the address and the secret among it", async () => {
  const { id, secret, admin } = await created();
  await changeWebhook(admin.ctx(), { id, url: "", topics: "server.notice", enabled: "false" });
  expect(await db.webhookEndpoint.findUniqueOrThrow({ where: { id } })).toMatchObject({
    url: `${base}/services/T0/B0/secret-path`,
    topics: ["server.notice"],
    enabled: false,
  });
  await testWebhook(admin.ctx(), { id });
  const call = receiver.calls.at(-1);
  expect(() => new Webhook(secret).verify(call?.body ?? "", call?.headers ?? {})).not.toThrow();
  await changeWebhook(admin.ctx(), { id, enabled: false });
  const records = await recordsOf(id);
  expect(records.map(({ action }) => action)).toEqual(["webhook.create", "webhook.change"]);
  await changeWebhook(admin.ctx(), { id, url: `${base}/elsewhere` });
  expect((await recordsOf(id)).at(-1)).toMatchObject({ after: { moved: true } });
});

test("removing takes along what waits, and says how much", async () => {
  const { id, admin } = await created();
  await db.delivery.create({ data: { channel: "webhook", webhookId: id } });
  await removeWebhook(admin.ctx(), { id });
  expect(await db.delivery.count({ where: { webhookId: id } })).toBe(0);
  expect((await recordsOf(id)).at(-1)).toMatchObject({
    action: "webhook.remove",
    before: { deliveries_dropped: 1 },
  });
  await expect(testWebhook(admin.ctx(), { id })).rejects.toMatchObject({ code: "not_found" });
  await expect(removeWebhook(admin.ctx(), { id })).rejects.toMatchObject({ code: "not_found" });
  await expect(changeWebhook(admin.ctx(), { id })).rejects.toMatchObject({ code: "not_found" });
});

test.each([
  ["url", { url: "https://user:password@hooks.example/" }],
  ["url", { url: "ftp://hooks.example/" }],
  ["name", { name: " " }],
  ["format", { format: "fax" }],
  ["topics", { topics: ["no.such"] }],
])("a wrong %s is refused", async (field, more) => {
  await expect(created(more)).rejects.toMatchObject({
    code: "invalid",
    fields: { [field]: [expect.any(String)] },
  });
});

test("two webhooks cannot have one name", async () => {
  const { name } = await created();
  await expect(created({ name })).rejects.toMatchObject({ code: "conflict" });
});
