import { readFile } from "node:fs/promises";
import type { Browser, Page } from "@playwright/test";
import { createToken, importFile } from "./command-line.ts";
import { expect, test } from "./fixtures.ts";
import { startRegistry } from "./local-registry.ts";
import { signInAs, type Account } from "./sign-in.ts";

/** Of this run alone: names are for good, and runs may follow one another on one product. */
const RUN = Date.now().toString(36);
const document = (name: string) => ({
  name: `journey.test/${name}-${RUN}`,
  description: `Imported for the journey of ${name}`,
  version: "1.0.0",
  packages: [
    {
      registryType: "npm",
      identifier: name,
      version: "1.0.0",
      transport: { type: "stdio" },
    },
  ],
});

const base = () => process.env["E2E_BASE_URL"] ?? "";
/** A reader without browser, cookie or token, unless one is given. */
const statusOf = async (path: string, token?: string) =>
  (
    await fetch(`${base()}${path}`, {
      ...(token && { headers: { authorization: `Bearer ${token}` } }),
    })
  ).status;
const latest = (name: string) => `/v0.1/servers/${encodeURIComponent(name)}/versions/latest`;

async function signedIn(browser: Browser, account: Account): Promise<Page> {
  const context = await browser.newContext({ baseURL: base() });
  await signInAs(context.request, account);
  return context.newPage();
}

async function confirm(page: Page, label: string): Promise<void> {
  await page.getByRole("dialog").getByRole("button", { name: label, exact: true }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
}

async function downloaded(page: Page, link: string): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: link }).click(),
  ]);
  return readFile(await download.path(), "utf8");
}

test("a file of good, bad and hostile documents is imported; the report says what became of each", async ({
  page,
  signIn,
  expectAccessible,
}) => {
  const good = document("upload");
  const file = {
    name: "servers.json",
    mimeType: "application/json",
    buffer: Buffer.from(
      JSON.stringify([
        good,
        { name: "journey.test/without-version", description: "Bad" },
        { ...good, name: "../../etc/passwd" },
        "not a document",
        { ...good, name: `=cmd|'/c calc'!A1/${RUN}` },
      ]),
    ),
  };
  await signIn("admin");
  await page.goto("/admin/import");
  await expectAccessible();
  const form = page.getByRole("region", { name: "From a file" });
  await form.getByLabel("File").setInputFiles(file);
  await form.getByRole("button", { name: "Import file" }).click();
  await expect(page).toHaveURL(/\/admin\/import\/[0-9a-f-]{36}$/);
  const outcomes = page.getByRole("navigation", { name: "Outcomes" });
  await expect(outcomes.getByRole("link", { name: /^Refused\s*4$/ })).toBeVisible();
  const rows = page.getByRole("table", { name: "Documents" }).getByRole("row");
  await expect(rows.filter({ hasText: "without-version" })).toContainText("version");
  await expect(rows.filter({ hasText: "etc/passwd" }).getByRole("link")).toHaveCount(0);
  await expectAccessible();

  const refused = await downloaded(page, "Refused as CSV");
  expect(refused).not.toContain(good.name);
  expect(refused).not.toMatch(/(^|,)"?=cmd/m);
  await outcomes.getByRole("link", { name: /^All/ }).click();
  await expect(rows.filter({ hasText: good.name })).toContainText("Imported");
  const lines = (await downloaded(page, "All as JSON lines")).trim().split("\n");
  expect(lines.map((line) => (JSON.parse(line) as { outcome: string }).outcome).sort()).toEqual([
    "imported",
    "refused",
    "refused",
    "refused",
    "refused",
  ]);

  await page.goto("/admin/import");
  await form.getByLabel("File").setInputFiles(file);
  await form.getByRole("button", { name: "Import file" }).click();
  await expect(outcomes.getByRole("link", { name: /^Unchanged\s*1$/ })).toBeVisible();
  await expect(outcomes.getByRole("link", { name: /^Imported\s*0$/ })).toBeVisible();
});

test("an address is imported, and a mirror is read, by the worker", async ({
  page,
  signIn,
  expectAccessible,
}) => {
  test.setTimeout(90_000);
  const registry = await startRegistry([document("mirrored-a"), document("mirrored-b")]);
  try {
    await signIn("admin");
    await page.goto("/admin/import");
    const form = page.getByRole("region", { name: "From an address" });
    await form.getByLabel("Address").fill(`${registry.url}/v0.1/servers`);
    await form.getByText("The address is inside the company").click();
    await form.getByLabel("Internal hosts it may reach").fill(registry.host);
    await form.getByRole("button", { name: "Import from address" }).click();
    await expect(page).toHaveURL(/\/admin\/import\/[0-9a-f-]{36}$/);
    await expect(page.getByText("Done", { exact: true })).toBeVisible({ timeout: 40_000 });
    expect(registry.asked).toHaveLength(2);

    await page.goto("/admin/mirrors");
    const added = page.getByRole("region", { name: "New mirror" });
    await added.getByLabel("Name").fill(`Journey ${RUN}`);
    await added.getByLabel("Address of the registry").fill(registry.url);
    await added.getByLabel("Internal hosts it may reach").fill(registry.host);
    await added.getByRole("button", { name: "Add mirror" }).click();
    const mirror = page.getByRole("region", { name: `Journey ${RUN}` });
    await expect(mirror).toBeVisible();
    await expectAccessible();
    await mirror.getByRole("button", { name: /^Run now/ }).click();
    await expect
      .poll(
        async () => {
          await page.goto("/admin/mirrors");
          return mirror.innerText();
        },
        { timeout: 40_000 },
      )
      .toMatch(/changes since/);
    expect(registry.asked.length).toBeGreaterThanOrEqual(4);

    await mirror.getByRole("button", { name: /^Remove/ }).click();
    await confirm(page, "Remove mirror");
    await expect(mirror).toHaveCount(0);
  } finally {
    await registry.stop();
  }
});

test("an internal address that nobody allowed is not fetched", async ({ page, signIn }) => {
  const registry = await startRegistry([document("forbidden")]);
  try {
    await signIn("admin");
    await page.goto("/admin/import");
    const form = page.getByRole("region", { name: "From an address" });
    await form.getByLabel("Address").fill(registry.url);
    await form.getByRole("button", { name: "Import from address" }).click();
    await expect(page.getByText("It did not go through")).toBeVisible({ timeout: 40_000 });
    expect(registry.asked).toEqual([]);
  } finally {
    await registry.stop();
  }
});

test("roles count from the next request; a disabled person is out at once, with their token", async ({
  page,
  signIn,
  browser,
  expectAccessible,
}) => {
  const { token } = createToken("security-2@acme.example", "registry:read");
  const other = await signedIn(browser, "security-2");
  await signIn("admin");

  await page.goto("/admin/people/admin%40acme.example");
  await expect(page.getByText("Nobody changes their own roles")).toBeVisible();
  await expect(page.getByRole("button", { name: /Save roles|Disable/ })).toHaveCount(0);

  await other.goto("/admin/mirrors");
  await expect(other.getByText("This page is not for your role")).toBeVisible();
  await page.goto("/admin/people");
  await expectAccessible();
  await page.getByRole("link", { name: "Security reviewer 2" }).click();
  await expectAccessible();
  await page.getByLabel("Auditor").check();
  await page.getByRole("button", { name: "Save roles" }).click();
  await expect(page.getByText(/Roles saved/)).toBeVisible();
  await other.reload();
  await expect(other.getByRole("heading", { level: 1, name: "Mirrors" })).toBeVisible();
  await page.getByLabel("Auditor").uncheck();
  await page.getByRole("button", { name: "Save roles" }).click();
  await expect(page.getByRole("list", { name: "Roles" }).getByText("Auditor")).toHaveCount(0);

  expect(await statusOf("/v0.1/servers?limit=1", token)).toBe(200);
  await page.getByRole("button", { name: "Disable account…" }).click();
  await page.getByRole("dialog").getByLabel("Reason").fill("The journey says so");
  await confirm(page, "Disable account");
  expect(await statusOf("/v0.1/servers?limit=1", token)).toBe(401);
  await other.goto("/servers");
  await expect(other).toHaveURL(/\/sign-in/);
  await expect(page.getByText("The journey says so")).toBeVisible();

  await page.getByRole("button", { name: "Enable account…" }).click();
  await confirm(page, "Enable account");
  expect(await statusOf("/v0.1/servers?limit=1", token)).toBe(401);
  await other.context().close();
});

test("a token is shown once, does what it may, shows its use, and ends when it is revoked", async ({
  page,
  signIn,
  expectAccessible,
}) => {
  const name = `Journey ${RUN}`;
  await signIn("auditor");
  await page.goto("/tokens");
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Expires after").selectOption("7");
  await page.getByRole("button", { name: "Create token" }).click();
  await expect(page.getByText("Copy the token now")).toBeVisible();
  await expectAccessible();
  const token = await page.getByRole("group", { name: "token", exact: true }).innerText();
  const row = page.getByRole("row").filter({ hasText: name });
  await expect(row).toContainText("registry:read");
  await expect(row).toContainText("Never");

  expect(await statusOf("/v0.1/servers?limit=1", token)).toBe(200);
  expect(await statusOf("/api/v1/servers.csv", token)).toBe(403);
  await page.goto("/tokens");
  expect(await page.content()).not.toContain(token);
  await expect(row).not.toContainText("Never");
  await expect(row).toContainText("Works");

  await row.getByRole("button", { name: /^Revoke/ }).click();
  await confirm(page, "Revoke token");
  expect(await statusOf("/v0.1/servers?limit=1", token)).toBe(401);
  await page.goto("/tokens?state=all");
  await expect(row).toContainText("Revoked");
});

test("what is exposed is read without a token at once, and gone at once when concealed", async ({
  page,
  signIn,
  expectAccessible,
}) => {
  const { name } = document("feed");
  importFile([document("feed")], "--approve");
  await signIn("admin");
  expect(await statusOf(latest(name))).toBe(404);
  await page.goto(`/admin/feed?show=concealed&search=${name}`);
  await expectAccessible();
  const row = page.getByRole("row").filter({ hasText: name });
  await row.getByRole("button", { name: /^Expose/ }).click();
  await confirm(page, "Expose");
  expect(await statusOf(latest(name))).toBe(200);
  await page.goto(`/admin/feed?search=${name}`);
  await row.getByRole("button", { name: /^Conceal/ }).click();
  await confirm(page, "Conceal");
  expect(await statusOf(latest(name))).toBe(404);
});

test("an audience has a registry of its own, with its servers only", async ({
  page,
  signIn,
  expectAccessible,
}) => {
  const { name } = document("audience");
  const slug = `journey-${RUN}`;
  importFile([document("audience")], "--approve", "--expose");
  await signIn("admin");
  await page.goto("/admin/audiences");
  await expectAccessible();
  const form = page.getByRole("region", { name: "New audience" });
  await form.getByLabel("Name").fill(`Journey ${RUN}`);
  await form.getByLabel("Address").fill(slug);
  await form.getByLabel("Anybody may read it, without a token").check();
  await form.getByRole("button", { name: "Create audience" }).click();
  await expect(page.getByRole("heading", { level: 1, name: `Journey ${RUN}` })).toBeVisible();
  await page.getByLabel("Names").fill(name);
  await page.getByRole("button", { name: "Add servers" }).click();
  await expect(page.getByRole("row").filter({ hasText: name })).toBeVisible();
  await expectAccessible();

  const answer = await fetch(`${base()}/r/${slug}/v0.1/servers`);
  const list = (await answer.json()) as { servers: { server: { name: string } }[] };
  expect(list.servers.map(({ server }) => server.name)).toEqual([name]);
  expect(await statusOf(`/r/${slug}${latest(name)}`)).toBe(200);
  expect(await statusOf(`/r/${slug}${latest("ai.exa/exa")}`)).toBe(404);

  await page.getByRole("button", { name: "Remove audience…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove audience" }).click();
  await expect.poll(() => statusOf(`/r/${slug}/v0.1/servers`)).toBe(404);
});

test("an administrator edits the deployment rules, and everybody reads them", async ({
  page,
  signIn,
  browser,
  expectAccessible,
}) => {
  await signIn("admin");
  await page.goto("/admin/deployment-rules");
  await expectAccessible();
  const box = page.getByLabel("Public data, Hybrid: Admitted");
  const before = await box.isChecked();
  const engineer = await signedIn(browser, "engineer");
  const cell = engineer
    .getByRole("row", { name: /^Public/ })
    .getByRole("cell")
    .nth(2);
  for (const wanted of [!before, before]) {
    await box.setChecked(wanted);
    await page.getByRole("button", { name: "Save rules" }).click();
    await expect
      .poll(async () => {
        await engineer.goto("/admin/deployment-rules");
        return cell.innerText();
      })
      .toContain(wanted ? "Admitted" : "Not admitted");
    await page.reload();
    expect(await box.isChecked()).toBe(wanted);
  }
  await engineer.context().close();
});

test("every export can be downloaded or fetched with a token, and holds only what is approved", async ({
  page,
  signIn,
  expectAccessible,
}) => {
  await signIn("security-1");
  await page.goto("/exports");
  await expectAccessible();
  const formats = await page
    .getByRole("navigation", { name: "Formats" })
    .getByRole("link")
    .evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).href));
  expect(formats.length).toBeGreaterThanOrEqual(6);
  const { token } = createToken("security-1@acme.example", "catalog:read");
  for (const format of formats) {
    await page.goto(format);
    const link = page.getByRole("link", { name: /^Download / });
    const fileName = (await link.getAttribute("download")) ?? "";
    const text = await downloaded(page, `Download ${fileName}`);
    if (fileName.endsWith(".json")) JSON.parse(text);
    for (const unapproved of ["postman", "customer-360", "server-puppeteer", "server-everything"])
      expect(text, `${fileName} and ${unapproved}`).not.toContain(unapproved);
    const address = new URL((await link.getAttribute("href")) ?? "", base()).pathname;
    expect(await statusOf(address, token)).toBe(200);
    expect(await statusOf(address)).toBe(401);
  }
});

test("being in a team is what lets somebody change the team's servers", async ({
  page,
  signIn,
  browser,
  expectAccessible,
}) => {
  const { name } = document("owned");
  const slug = `journey-${RUN}`;
  importFile([document("owned")], "--approve");
  await signIn("admin");
  await page.goto("/teams");
  await expectAccessible();
  const form = page.getByRole("region", { name: "New team" });
  await form.getByLabel("Name", { exact: true }).fill(`Journey ${RUN}`);
  await form.getByLabel("Short name").fill(slug);
  await form.getByRole("button", { name: "Create team" }).click();
  await expect(page.getByRole("link", { name: `Journey ${RUN}` })).toBeVisible();
  await page.goto(`/servers/${name}`);
  await page.getByRole("button", { name: "Name the owner" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Owner team").selectOption({ label: `Journey ${RUN}` });
  await dialog.getByRole("button", { name: "Save owner" }).click();
  await expect(dialog).toHaveCount(0);

  const engineer = await signedIn(browser, "engineer");
  const edit = engineer.getByRole("button", { name: "Edit support and tags" });
  await engineer.goto(`/servers/${name}`);
  await expect(engineer.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(edit).toHaveCount(0);

  await page.goto(`/teams/${slug}`);
  await page.getByLabel("Add by e-mail address").fill("engineer@acme.example");
  await page.getByRole("button", { name: "Add member" }).click();
  const member = page.getByRole("row").filter({ hasText: "engineer@acme.example" });
  await expect(member).toBeVisible();
  await expectAccessible();
  await engineer.reload();
  await edit.click();
  await engineer.getByRole("dialog").getByLabel("Tags").fill("journey");
  await engineer.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await expect(engineer.getByRole("link", { name: "journey", exact: true })).toBeVisible();

  await member.getByRole("button", { name: /^Remove/ }).click();
  await confirm(page, "Remove member");
  await engineer.reload();
  await expect(edit).toHaveCount(0);
  await engineer.context().close();
});
