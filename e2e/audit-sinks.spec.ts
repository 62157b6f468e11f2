import type { Page } from "@playwright/test";
import { WebhookBatchReceiver } from "#lib/testing/audit-receivers/webhook-receiver.ts";
import { expect, test } from "./fixtures.ts";
import { changeLog } from "./log-changes.ts";

const SECRET = `whsec_${Buffer.alloc(32, 5).toString("base64")}`;
/** The worker gives records their place and ships them within seconds. */
const SHIPPED = { timeout: 30_000 };

let receiver: WebhookBatchReceiver;
test.beforeEach(async () => {
  receiver = new WebhookBatchReceiver(SECRET);
  await receiver.listen();
});
test.afterEach(() => receiver.close());

const received = (action: string) =>
  receiver.batches.flatMap(({ data }) => data).filter((event) => actionOf(event) === action);
const actionOf = (event: object) =>
  "action" in event ? event.action : (event as { api?: { operation?: string } }).api?.operation;

const webhook = (name: string) => ({
  kind: "sink.create",
  payload: {
    name,
    config: { kind: "webhook", format: "json", url: receiver.url, allowedHosts: [receiver.host] },
    filter: { kinds: ["event", "command"] },
  },
  secrets: { signingSecret: SECRET },
});

const section = (page: Page, name: string) => page.getByRole("region", { name, exact: true });

test("an administrator proposes a sink, security confirms it, and what happens arrives there", async ({
  page,
  signIn,
  expectAccessible,
  playwright,
  baseURL,
}) => {
  const name = `SIEM ${Date.now()}`;
  await signIn("admin");
  await page.goto("/admin/sinks");
  await expect(page.getByRole("heading", { name: "Sinks", level: 1 })).toBeVisible();
  await expectAccessible();

  await page.goto("/admin/sinks/new");
  await page.getByRole("link", { name: "Webhook", exact: true }).click();
  const form = section(page, "Webhook (Standard Webhooks)");
  await form.getByLabel("Name").fill(name);
  await form.getByLabel("Address").fill(receiver.url);
  await form.getByLabel("Internal hosts it may reach").fill(receiver.host);
  await form.getByLabel("Signing secret").fill(SECRET);
  await form.getByLabel("Format").selectOption({ label: "Gatehouse JSON" });
  await form.getByLabel("Actions").fill("session.\nsink.\nservers.");
  await form.getByLabel("Why").fill("The SOC needs sign-ins.");
  await form.getByRole("button", { name: "Propose this sink" }).click();
  await expect(form.getByText("No record has this action: servers.").first()).toBeVisible();
  await expect(form.getByLabel("Actions")).toBeFocused();
  await expectAccessible();

  await form.getByLabel("Actions").fill("session.\nsink.");
  await form.getByRole("button", { name: "Propose this sink" }).click();
  await expect(form.getByText(/^Proposed\. Nothing changes until somebody else/)).toBeVisible();
  await page.goto("/admin/sinks");
  const waiting = page.getByRole("link", { name: new RegExp(`new place: ${name}$`) });
  await expect(waiting).toBeVisible();
  expect(receiver.ids()).toEqual([]);

  await signIn("security-1");
  await page.goto("/admin/sinks");
  await waiting.click();
  const card = page.locator('[id^="change-"]', { hasText: name }).filter({ hasText: "Confirm…" });
  await card.getByRole("button", { name: /^Confirm…/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Confirm" }).click();
  await expect(card).toHaveCount(0);

  await signIn("engineer");
  await expect.poll(() => received("session.start").length, SHIPPED).toBeGreaterThan(0);

  await signIn("admin");
  await page.goto("/admin/sinks");
  await page.getByRole("link", { name }).first().click();
  await section(page, "State").getByRole("button", { name: "Send a test" }).click();
  await expect(page.getByText("The sink took the test event.")).toBeVisible();
  expect(received("sink.test").length).toBeGreaterThan(0);
  await expect(section(page, "Settings").getByText("Signing secret: set")).toBeVisible();
  expect(await page.content()).not.toContain(SECRET.slice(6));
  await expectAccessible();

  const sinkId = page.url().split("/").at(-1);
  await page.getByRole("link", { name: "Its history in the log" }).click();
  await expect(page.getByRole("table", { name: "Records of the log" })).toBeVisible();
  await changeLog({ playwright, at: baseURL ?? "" }, { kind: "sink.remove", payload: { sinkId } });
});

test("a sink that fails says why in words, and is up to date once its receiver is back", async ({
  page,
  signIn,
  playwright,
  baseURL,
}) => {
  const around = { playwright, at: baseURL ?? "" };
  const sinkId = await changeLog(around, webhook(`Down ${Date.now()}`));
  await receiver.close();
  await signIn("admin");
  const state = section(page, "State");
  await expect(async () => {
    await page.goto(`/admin/sinks/${sinkId}`);
    await expect(state.getByText(/^(Failing|Rests after failures)$/)).toBeVisible({ timeout: 500 });
  }).toPass(SHIPPED);
  await expect(state.getByText(/^Tried again .*because: /)).toBeVisible();
  await state.getByRole("button", { name: "Send a test" }).click();
  await expect(state.getByRole("alert")).not.toBeEmpty();

  await receiver.listen();
  await expect(async () => {
    await page.goto(`/admin/sinks/${sinkId}`);
    await expect(state.getByText(/^(Up to date|Sending)$/)).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 50_000 });
  await changeLog(around, { kind: "sink.remove", payload: { sinkId } });
});

test("a list of what arrived is compared, and what the receiver lost comes again", async ({
  page,
  signIn,
  expectAccessible,
  playwright,
  baseURL,
}) => {
  const around = { playwright, at: baseURL ?? "" };
  const sinkId = await changeLog(around, webhook(`Forgetful ${Date.now()}`));
  await signIn("engineer");
  await expect.poll(() => received("session.start").length, SHIPPED).toBeGreaterThan(0);
  const [lost] = received("session.start");

  await signIn("admin");
  await page.goto(`/admin/sinks/${sinkId}`);
  const compare = section(page, "Compare with what arrived");
  await compare.getByRole("button", { name: "Compare", exact: true }).click();
  await expect(compare.getByText("Choose a file, or paste lines.")).toBeVisible();
  await compare.getByLabel("Last day").fill("2020-01-01");
  await compare.getByLabel("Or its lines, pasted").fill("{}");
  await compare.getByRole("button", { name: "Compare", exact: true }).click();
  await expect(compare.getByText("The last day comes before the first.").first()).toBeVisible();

  const today = new Date().toISOString().slice(0, 10);
  await compare.getByLabel("Last day").fill(today);
  const kept = receiver.batches.flatMap(({ data }) => data).filter((event) => event !== lost);
  await compare
    .getByLabel("Or its lines, pasted")
    .fill(kept.map((event) => JSON.stringify(event)).join("\n"));
  const before = receiver.ids().filter((id) => id === (lost as { id: string }).id).length;
  await compare.getByRole("button", { name: "Compare", exact: true }).click();
  await expect(compare.getByText(/missing, sent again within seconds$/)).toBeVisible();
  await expectAccessible();
  await expect
    .poll(() => receiver.ids().filter((id) => id === (lost as { id: string }).id).length, SHIPPED)
    .toBeGreaterThan(before);
  await changeLog(around, { kind: "sink.remove", payload: { sinkId } });
});

test("security and auditors look, and only administrators act", async ({
  page,
  signIn,
  playwright,
  baseURL,
}) => {
  const around = { playwright, at: baseURL ?? "" };
  const sinkId = await changeLog(around, {
    kind: "sink.create",
    payload: {
      name: `Files ${Date.now()}`,
      config: { kind: "file", format: "ocsf", folder: `journey-${Date.now()}` },
    },
  });
  for (const account of ["security-1", "auditor"] as const) {
    await signIn(account);
    await page.goto(`/admin/sinks/${sinkId}`);
    await expect(section(page, "State")).toBeVisible();
    await expect(page.getByRole("button", { name: "Send a test" })).toHaveCount(0);
    await expect(section(page, "Propose")).toHaveCount(0);
    await expect(section(page, "Compare with what arrived")).toHaveCount(0);
  }
  await signIn("admin");
  await page.goto(`/admin/sinks/${sinkId}`);
  const compare = section(page, "Compare with what arrived");
  await compare.getByRole("button", { name: "Compare now" }).click();
  await expect(compare.getByText(/^All \d+ records? that were sent are there$/)).toBeVisible();
  const propose = section(page, "Propose");
  await propose.getByText("A change", { exact: true }).click();
  const form = propose.locator("form").filter({ hasText: "Propose this change" });
  await form.getByLabel("Why").fill("No reason at all");
  await form.getByRole("button", { name: "Propose this change" }).click();
  await expect(form.getByText("Nothing here is different from what it is now.")).toBeVisible();
  await changeLog(around, { kind: "sink.remove", payload: { sinkId } });
});
