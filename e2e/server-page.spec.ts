import type { Page } from "@playwright/test";
import { importFile } from "./command-line.ts";
import { expect, test } from "./fixtures.ts";
import { signInAs } from "./sign-in.ts";

const NAME = "journey.test/notes";
const PAGE = `/servers/${NAME}`;
/** Written by the publisher where no secret belongs; it must never come out again. */
const SECRET = "sk-live-0123456789abcdef";

const tool = (required: readonly string[]) => ({
  name: "find_notes",
  description: "Finds notes by their words.",
  inputSchema: {
    type: "object",
    required,
    properties: Object.fromEntries(
      required.map((name) => [name, { type: "string", description: `The ${name} to look for` }]),
    ),
  },
});

const version = (number: string, required: readonly string[]) => ({
  name: NAME,
  title: "Journey notes",
  description: "Keeps notes for the journeys.",
  version: number,
  packages: [
    {
      registryType: "npm",
      identifier: "journey-notes",
      version: number,
      transport: { type: "stdio" },
      environmentVariables: [
        { name: "NOTES_KEY", description: "The key", isRequired: true, isSecret: true },
        { name: "NOTES_OTHER_KEY", isSecret: true, default: SECRET },
        { name: "NOTES_FOLDER", description: "The folder", isRequired: true },
      ],
    },
  ],
  _meta: {
    "io.modelcontextprotocol.registry/publisher-provided": { tools: [tool(required)] },
  },
});

const connect = (page: Page) => page.locator("#connect");
const tabs = (page: Page) => page.getByRole("navigation", { name: "Server" });
const client = (page: Page, name: string) =>
  connect(page).getByRole("tab", { name, exact: true }).click();

test.beforeAll(() => {
  importFile([version("1.0.0", ["words"]), version("1.1.0", ["words", "folder"])], "--approve");
});

test("one screen says what it is, who answers for it, what it asks for and how to connect", async ({
  page,
  signIn,
  expectAccessible,
}) => {
  await signIn("engineer");
  await page.goto("/servers/com.stripe/mcp");
  await expect(page.getByRole("heading", { level: 1, name: "Stripe" })).toBeVisible();
  const glance = page.getByRole("list", { name: "At a glance" });
  for (const word of ["Approved", "Restricted", "Self-hosted"])
    await expect(glance).toContainText(word);
  const facts = page.getByRole("complementary", { name: "Facts" });
  await expect(facts.getByRole("region", { name: "Ownership" })).toContainText("Payments");
  await expect(facts.getByRole("region", { name: "Support" })).toBeVisible();
  await expect(facts.getByRole("region", { name: "Release" })).toBeVisible();
  await expect(connect(page).getByRole("heading", { name: "Connect" })).toBeVisible();
  await expectAccessible();
});

test("each tab has an address, and the tools show their arguments", async ({
  page,
  signIn,
  expectAccessible,
}) => {
  await signIn("engineer");
  await page.goto(PAGE);
  for (const [tab, path] of [
    ["Tools", "/tools"],
    ["Versions", "/versions"],
    ["Deployments", "/deployments"],
    ["Activity", "/activity"],
  ] as const) {
    await tabs(page)
      .getByRole("link", { name: new RegExp(`^${tab}`) })
      .click();
    await expect(page).toHaveURL(new RegExp(`${PAGE}${path}$`));
    await expect(tabs(page).locator("[aria-current]")).toContainText(tab);
    await expectAccessible();
  }
  await page.goto(`${PAGE}/tools`);
  const card = page.getByRole("article", { name: "find_notes" });
  await card.getByText("2 arguments:").click();
  const rows = card.getByRole("table", { name: "Arguments of find_notes" }).getByRole("row");
  await expect(rows.filter({ hasText: "words" })).toContainText("Required");
  await expect(rows.filter({ hasText: "folder" })).toContainText("The folder to look for");
});

test("two versions are compared in words", async ({ page, signIn, expectAccessible }) => {
  await signIn("engineer");
  await page.goto(`${PAGE}/versions`);
  await page.getByLabel("From").selectOption("1.0.0");
  await page.getByLabel("To", { exact: true }).selectOption("1.1.0");
  await page.getByRole("button", { name: "Compare" }).click();
  await expect(page).toHaveURL(/from=1\.0\.0&to=1\.1\.0/);
  await expect(page.getByText('New required argument "folder"')).toBeVisible();
  await expect(page.getByText("Look at it", { exact: true }).first()).toBeVisible();
  await expectAccessible();
});

test("Connect writes what each client understands, without secrets, and remembers the client", async ({
  page,
  signIn,
}) => {
  await signIn("engineer");
  await page.goto(PAGE);
  await connect(page).getByLabel("NOTES_FOLDER").fill("/home/me/notes & more");

  await client(page, "VS Code");
  const code = await connect(page)
    .getByRole("link", { name: "Install in VS Code", exact: true })
    .getAttribute("href");
  const [scheme, query = ""] = (code ?? "").split("?");
  expect(scheme).toBe("vscode:mcp/install");
  expect(JSON.parse(decodeURIComponent(query))).toMatchObject({
    name: NAME,
    type: "stdio",
    command: "npx",
    args: ["-y", "journey-notes@1.1.0"],
    env: { NOTES_FOLDER: "/home/me/notes & more", NOTES_KEY: "${input:NOTES_KEY}" },
    inputs: expect.arrayContaining([
      expect.objectContaining({ id: "NOTES_KEY", type: "promptString", password: true }),
    ]),
  });

  await client(page, "Cursor");
  const cursor = new URL(
    (await connect(page).getByRole("link", { name: "Install in Cursor" }).getAttribute("href")) ??
      "",
  );
  expect(cursor.protocol).toBe("cursor:");
  const config = Buffer.from(cursor.searchParams.get("config") ?? "", "base64").toString("utf8");
  expect(JSON.parse(config)).toMatchObject({
    command: "npx",
    args: ["-y", "journey-notes@1.1.0"],
    env: { NOTES_FOLDER: "/home/me/notes & more", NOTES_KEY: "${env:NOTES_KEY}" },
  });

  await client(page, "Claude Code");
  const command = connect(page).getByRole("group", { name: "Claude Code", exact: true });
  await expect(command).toHaveText(
    /^claude mcp add .*--transport stdio \S+ -- npx -y journey-notes@1\.1\.0$/,
  );
  await expect(command).toContainText("${NOTES_KEY}");

  expect(await page.content()).not.toContain(SECRET);
  for (const one of await connect(page).getByRole("tab").all()) {
    await one.click();
    expect(await connect(page).innerHTML()).not.toContain(SECRET);
  }

  await client(page, "Codex");
  await page.goto("/servers/com.stripe/mcp");
  await expect(connect(page).getByRole("tab", { name: "Codex" })).toHaveAttribute(
    "aria-selected",
    "true",
  );
});

test("a quarantined server offers no way to connect and says why", async ({
  page,
  signIn,
  expectAccessible,
}) => {
  await signIn("engineer");
  await page.goto("/servers/example.acme/customer-360");
  await expect(page.getByText("Quarantined: do not use this server")).toBeVisible();
  await expect(connect(page)).toContainText("Quarantined: do not connect");
  await expect(connect(page).getByRole("tab")).toHaveCount(0);
  await expect(page.locator("a[href^='vscode:'], a[href^='cursor:']")).toHaveCount(0);
  await expectAccessible();
});

test("the owner records a deployment within the rules and ends it; nobody else may", async ({
  page,
  signIn,
  browser,
  baseURL,
  expectAccessible,
}) => {
  const stripe = "/servers/com.stripe/mcp";
  const environment = `journey ${Date.now()}`;
  await signIn("owner-platform");
  await page.goto(`${stripe}/deployments`);
  await expect(page.getByText("Restricted data may be deployed as self-hosted.")).toBeVisible();
  await page.getByRole("button", { name: "Record a deployment" }).click();
  const dialog = page.getByRole("dialog", { name: "Record a deployment" });
  await expectAccessible();
  await dialog.getByLabel("Environment").fill(environment);
  await dialog.getByLabel("Runs on").fill("Journey cluster");
  await dialog.getByLabel("Operated by").fill("Payments");

  // The form does not offer it; somebody who asks nevertheless is told the reason.
  const model = dialog.getByLabel("Model");
  const cloud = model.locator("option[value=cloud]");
  await expect(cloud).toBeDisabled();
  await cloud.evaluate((option) => option.removeAttribute("disabled"));
  await model.selectOption("cloud");
  await dialog.getByRole("button", { name: "Record deployment" }).click();
  await expect(dialog).toContainText("Restricted data may only be deployed as self-hosted");
  await expect(dialog.getByLabel("Environment")).toHaveValue(environment);

  await model.selectOption("self_hosted");
  const [sent] = await Promise.all([
    page.waitForRequest((request) => request.method() === "POST"),
    dialog.getByRole("button", { name: "Record deployment" }).click(),
  ]);
  const table = page.getByRole("table", { name: "Every deployment" });
  const row = table.getByRole("row").filter({ hasText: environment });
  await expect(row).toContainText("Journey cluster");

  const elsewhere = await browser.newContext({ ...(baseURL && { baseURL }) });
  await signInAs(elsewhere.request, "engineer");
  const engineer = await elsewhere.newPage();
  await engineer.goto(`${stripe}/deployments`);
  await expect(engineer.getByRole("row", { name: environment })).toBeVisible();
  await expect(engineer.getByRole("button", { name: /Record a deployment|Edit|End/ })).toHaveCount(
    0,
  );
  const { cookie: _owner, ...headers } = await sent.allHeaders();
  const refused = await engineer.request.post(sent.url(), {
    headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith(":"))),
    data: Buffer.from(
      (sent.postDataBuffer()?.toString("latin1") ?? "").replaceAll(environment, "stolen"),
      "latin1",
    ),
  });
  expect(await refused.text()).toMatch(/"status":"error"/);
  await engineer.reload();
  await expect(engineer.getByRole("row", { name: "stolen" })).toHaveCount(0);
  await elsewhere.close();

  await row.getByRole("button", { name: "End…" }).click();
  await page
    .getByRole("dialog", { name: `End the deployment in ${environment}` })
    .getByRole("button", { name: "End deployment" })
    .click();
  await expect(row).toContainText("Ended");
  await expect(row.getByRole("button", { name: "End…" })).toHaveCount(0);
  await tabs(page).getByRole("link", { name: "Activity" }).click();
  const events = page.getByRole("listitem").filter({ hasText: environment });
  await expect(events.filter({ hasText: /Platform owner.*deployment/ }).first()).toBeVisible();
});
