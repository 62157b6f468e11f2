import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import path from "node:path";
import type { Page } from "@playwright/test";
import { importFile } from "./command-line.ts";
import { expect, test as base } from "./fixtures.ts";
import type { Account } from "./sign-in.ts";

type Be = (account: Account) => Promise<void>;

/** One browser in which one person after the other signs in. */
const test = base.extend<{ be: Be }>({
  be: async ({ page, signIn }, use) => {
    await use(async (account) => {
      await page.context().clearCookies();
      await signIn(account);
    });
  },
});

const DAY_MS = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS);
const dayOf = (date: Date) => date.toISOString().slice(0, 10);

/** The worker's job for one server, at another time. */
function moveClock(job: "retirement" | "ownership" | "upstream", server: string, at: Date): void {
  execFileSync(
    process.execPath,
    [path.resolve("e2e/move-clock.ts"), JSON.stringify({ job, server, at })],
    {
      env: { ...process.env, DATA_DIR: process.env["E2E_DATA_DIR"] },
      stdio: ["ignore", "ignore", "pipe"],
    },
  );
}

const documentOf = (name: string, version = "1.0.0", more: object = {}) => ({
  $schema: "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json",
  name,
  title: `Test ${name.split("/")[1] ?? ""}`,
  description: "Made by a journey",
  version,
  packages: [
    {
      registryType: "npm",
      identifier: "@eslint/mcp",
      version: "0.3.0",
      transport: { type: "stdio" },
    },
  ],
  ...more,
});
const uniqueName = (label: string) => `journey.${randomUUID().slice(0, 8)}/${label}`;
const pathOf = (name: string) => `/servers/${name}`;

const bar = (page: Page) => page.getByRole("region", { name: "Decision", exact: true });

async function fillListing(
  page: Page,
  facts: { team: string; data: string; place: string },
): Promise<void> {
  await page.getByLabel("Most sensitive data it touches").selectOption(facts.data);
  await page.getByLabel("Where it will run").first().selectOption(facts.place);
  await page.getByLabel("Owner team").selectOption(facts.team);
  await page.getByLabel("Justification").fill("Our agents need it for their daily work.");
}

async function decide(
  page: Page,
  panel: "Approve…" | "Request changes…" | "Reject…",
  reason: string,
): Promise<void> {
  const decision = bar(page);
  await decision.getByText(panel, { exact: true }).click();
  await decision.getByLabel("Reason").locator("visible=true").fill(reason);
  await decision.getByRole("button", { name: panel.replace("…", ""), exact: true }).click();
  // Not before it is stored: the next person signs in within the same browser.
  await expect(decision).toContainText(/You: (approved|rejected|requested changes)/);
}

/** A decision that is not made after all: its panel closes by Escape and by its button. */
async function lookAndClose(page: Page, label: string): Promise<void> {
  const opener = bar(page).locator("summary", { hasText: label });
  const reason = bar(page).getByLabel("Reason").locator("visible=true");
  const open = async () => {
    await opener.press("Enter");
    await expect(reason).toBeVisible();
  };
  await open();
  await reason.fill("Not yet.");
  // The page listens to keys once its script has come.
  await expect(async () => {
    await page.keyboard.press("Escape");
    await expect(reason).toHaveCount(0, { timeout: 1_000 });
  }).toPass();
  await expect(opener).toBeFocused();
  await open();
  await expect(reason).toHaveValue("Not yet.");
  await bar(page).getByRole("button", { name: "Close" }).press("Enter");
  await expect(reason).toHaveCount(0);
  await expect(opener).toBeFocused();
}

test("an engineer asks for a real npm server, and two reviewers approve it", async ({
  page,
  be,
  expectAccessible,
}) => {
  test.setTimeout(90_000);
  await be("engineer");
  await page.goto("/requests/new?ref=%40eslint%2Fmcp");
  await expect(page.getByText("Read as an npm package")).toBeVisible();
  // Its own name, so that the journey can be walked again.
  const name = uniqueName("eslint");
  const field = page.getByLabel("server.json");
  const found = JSON.parse(await field.inputValue()) as Record<string, unknown>;
  expect(found["packages"]).toMatchObject([{ registryType: "npm", identifier: "@eslint/mcp" }]);
  await field.fill(JSON.stringify({ ...found, name }, null, 2));
  await fillListing(page, { team: "platform", data: "internal", place: "self_hosted" });
  await expectAccessible();
  await page.getByRole("button", { name: "Submit for review" }).click();
  await page.waitForURL(/\/requests\/R-\d+$/);
  const address = new URL(page.url()).pathname;
  await expect(bar(page)).toContainText("0 of 2 approvals");
  await expect(page.getByText("High risk").first()).toBeVisible();

  await be("security-1");
  await page.goto(address);
  await expectAccessible();
  await decide(page, "Approve…", "Read the source; it only lints.");
  await expect(bar(page)).toContainText("1 of 2 approvals");

  await be("security-2");
  await page.goto(address);
  await decide(page, "Approve…", "Agreed.");
  await expect(page.getByRole("link", { name: "Open the server" })).toBeVisible();

  await be("engineer");
  await page.goto(pathOf(name));
  await expect(page.getByText("Approved").first()).toBeVisible();
  await page.goto("/notifications");
  await expect(page.getByText(/R-\d+: approved/).first()).toBeVisible();
});

test("a reviewer asks for changes, and the next revision is approved", async ({ page, be }) => {
  test.setTimeout(90_000);
  const name = uniqueName("changes");
  await be("engineer");
  await page.goto("/requests/new?kind=list_server");
  await page.getByLabel("server.json").fill(JSON.stringify(documentOf(name), null, 2));
  await fillListing(page, { team: "platform", data: "internal", place: "self_hosted" });
  await page.getByRole("button", { name: "Submit for review" }).click();
  await page.waitForURL(/\/requests\/R-\d+$/);
  const address = new URL(page.url()).pathname;

  await be("security-1");
  await page.goto(address);
  for (const panel of ["Approve…", "Request changes…", "Reject…"]) await lookAndClose(page, panel);
  await decide(page, "Request changes…", "Say which repositories it will read.");
  await expect(bar(page)).toContainText("waits for its author");

  await be("engineer");
  await page.goto(`${address}/edit`);
  await page.getByLabel("Justification").fill("It reads the two repositories of the web team.");
  await page
    .getByRole("button", { name: /Send|Submit|Resubmit/ })
    .first()
    .click();
  await page.waitForURL(new RegExp(`${address}$`));
  await expect(page.getByText("Revision 2").first()).toBeVisible();

  for (const reviewer of ["security-1", "security-2"] as const) {
    await be(reviewer);
    await page.goto(address);
    await decide(page, "Approve…", "Clear now.");
    await expect(bar(page)).toContainText(/1 of 2 approvals|Approved/);
  }
  await expect(page.getByText("Decided by")).toBeVisible();
  await page.getByRole("link", { name: "Open the server" }).click();
  await page.getByRole("link", { name: "Activity" }).click();
  await expect(page.getByText("listed it in the catalog")).toBeVisible();
});

test("a draft is kept half filled in, and what it lacks is named when it is submitted", async ({
  page,
  be,
}) => {
  const name = uniqueName("draft");
  await be("engineer");
  await page.goto("/requests/new?kind=list_server");
  await page.getByLabel("server.json").fill(`{ "name": "${name}", "descr`);
  await page.getByRole("button", { name: "Save draft" }).click();
  await page.waitForURL(/\/requests\/R-\d+$/);
  const address = new URL(page.url()).pathname;
  await expect(bar(page)).toContainText("Draft");
  await bar(page)
    .getByRole("button", { name: /Submit/ })
    .click();
  await expect(
    page.getByText(/Choose the team|server\.json|This is not JSON/).first(),
  ).toBeVisible();

  await page.goto(`${address}/edit`);
  await expect(page.getByLabel("server.json")).toHaveValue(`{ "name": "${name}", "descr`);
  await page.getByLabel("server.json").fill(JSON.stringify(documentOf(name), null, 2));
  await fillListing(page, { team: "platform", data: "internal", place: "self_hosted" });
  await page.getByRole("button", { name: "Submit for review" }).click();
  await page.waitForURL(new RegExp(`${address}$`));
  await expect(bar(page)).toContainText("0 of 2 approvals");
});

test("what is typed before the page is ready stays", async ({ page, be }) => {
  await be("engineer");
  let release: () => void = () => undefined;
  const ready = new Promise<void>((resolve) => (release = resolve));
  await page.route("**/_next/static/**/*.js", async (route) => {
    await ready;
    await route.continue();
  });
  await page.goto("/requests/new?kind=list_server", { waitUntil: "commit" });
  const text = page.getByLabel("server.json");
  await text.fill("{ typed early");
  release();
  // React keeps its own properties on what it has taken over.
  const isTaken = (element: Element) =>
    Object.keys(element).some((key) => key.startsWith("__react"));
  await expect.poll(() => text.evaluate(isTaken)).toBe(true);
  await expect(text).toHaveValue("{ typed early");
  await text.press("End");
  await text.pressSequentially(", and late");
  await page.getByRole("button", { name: "Save draft" }).click();
  await page.waitForURL(/\/requests\/R-\d+$/);
  await page.goto(`${new URL(page.url()).pathname}/edit`);
  await expect(page.getByLabel("server.json")).toHaveValue("{ typed early, and late");
});

test("a reviewer approves from the queue by keys alone", async ({ page, be }) => {
  const name = uniqueName("keys");
  await be("engineer");
  await page.goto("/requests/new?kind=list_server");
  await page.getByLabel("server.json").fill(JSON.stringify(documentOf(name), null, 2));
  await fillListing(page, { team: "platform", data: "internal", place: "self_hosted" });
  await page.getByRole("button", { name: "Submit for review" }).click();
  await page.waitForURL(/\/requests\/R-\d+$/);
  const address = new URL(page.url()).pathname;

  await be("security-1");
  await page.goto(`/reviews?queue=open&q=${encodeURIComponent(name)}`);
  const row = page.getByRole("row").filter({ hasText: name });
  await expect(row).toBeVisible();
  // The page listens to keys once its script has come.
  await expect(async () => {
    await page.keyboard.press("j");
    await expect(row.locator(":focus")).toHaveCount(1, { timeout: 1_000 });
  }).toPass();
  await page.keyboard.press("a");
  const dialog = page.getByRole("dialog", { name: /Approve R-\d+/ });
  await expect(dialog).toBeVisible();
  await dialog.getByLabel("Reason").pressSequentially("Read it in the queue.");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(dialog).toHaveCount(0);
  await expect(page.getByText("Your approval is on record.")).toBeVisible();
  await expect(row).toContainText(/1 of 2|1\s*\/\s*2/);

  await page.keyboard.press("j");
  await page.keyboard.press("o");
  await page.waitForURL(new RegExp(`${address}$`));
  await expect(bar(page)).toContainText("You: approved. 1 of 2 approvals");
});

test("a new upstream version becomes a draft of its owner, and is reviewed with its diff", async ({
  page,
  be,
}) => {
  test.setTimeout(90_000);
  const name = uniqueName("upstream");
  importFile([documentOf(name)], "--approve");
  await own(page, be, { name, team: "Platform" });
  await be("owner-platform");
  await page.goto(`${pathOf(name)}/operate`);
  await page.getByRole("button", { name: /people/i }).click();
  const people = page.getByRole("dialog");
  await people
    .getByLabel("Responsible person")
    .selectOption({ value: "owner-platform@acme.example" });
  await people.getByRole("button", { name: "Save" }).click();
  await expect(people).toHaveCount(0);
  // What a mirror would bring: a candidate that nobody has reviewed.
  importFile([
    documentOf(name, "1.1.0", {
      remotes: [{ type: "streamable-http", url: "https://mcp.example.com/lint" }],
    }),
  ]);
  moveClock("upstream", name, new Date());

  await be("owner-platform");
  await page.goto("/my");
  await page
    .getByRole("row")
    .filter({ hasText: name })
    .getByRole("link", { name: /Review the draft/ })
    .click();
  await page.waitForURL(/\/requests\/R-\d+/);
  const address = /\/requests\/R-\d+/.exec(page.url())?.[0] ?? "";
  await page.goto(address);
  await bar(page)
    .getByRole("button", { name: /Submit/ })
    .click();
  await expect(bar(page)).toContainText("approvals");

  await be("security-1");
  await page.goto(address);
  await expect(page.getByText("https://mcp.example.com/lint").first()).toBeVisible();
  await decide(page, "Approve…", "The new address is the vendor's.");
  for (const other of ["security-2", "admin"] as const) {
    await be(other);
    await page.goto(address);
    if ((await page.getByText("Approve…", { exact: true }).count()) === 0) continue;
    await decide(page, "Approve…", "Agreed.");
    await expect(bar(page)).toContainText(/approvals|Approved/);
  }
  await page.goto(`${pathOf(name)}/versions`);
  await expect(page.getByText("1.1.0").first()).toBeVisible();
});

/** Security classifies it, and a team owns it. */
async function own(
  page: Page,
  be: Be,
  { name, team }: { name: string; team: string },
): Promise<void> {
  await be("security-1");
  await page.goto(pathOf(name));
  const dialog = page.getByRole("dialog");
  await page.getByRole("button", { name: "Classify the data" }).click();
  await dialog.getByLabel("Most sensitive data it touches").selectOption("internal");
  await dialog.getByRole("button", { name: "Save classification" }).click();
  await expect(dialog).toHaveCount(0);
  await page.getByRole("button", { name: "Name the owner" }).click();
  await dialog.getByLabel("Owner team").selectOption({ label: team });
  await dialog.getByRole("button", { name: "Save owner" }).click();
  await expect(dialog).toHaveCount(0);
}

test("an owner leaves: the server is unowned, and takes no requests until somebody answers for it", async ({
  page,
  be,
}) => {
  test.setTimeout(90_000);
  const name = uniqueName("orphan");
  importFile([documentOf(name)], "--approve");
  await be("admin");
  await page.goto("/teams");
  const team = `Leavers ${randomUUID().slice(0, 6)}`;
  const slug = team.toLowerCase().replaceAll(" ", "-");
  const form = page.getByRole("region", { name: "New team" });
  await form.getByLabel("Name", { exact: true }).fill(team);
  await form.getByLabel("Short name").fill(slug);
  await form.getByRole("button", { name: "Create team" }).click();
  await expect(page.getByRole("link", { name: team })).toBeVisible();
  await page.goto(`/teams/${slug}`);
  await page.getByLabel("Add by e-mail address").fill("engineer@acme.example");
  await page.getByRole("button", { name: "Add member" }).click();
  const member = page.getByRole("row").filter({ hasText: "engineer@acme.example" });
  await expect(member).toBeVisible();
  await own(page, be, { name, team });
  moveClock("ownership", name, new Date());

  await be("admin");
  await page.goto(`/teams/${slug}`);
  await member.getByRole("button", { name: "Remove…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove member" }).click();
  await expect(member).toHaveCount(0);
  moveClock("ownership", name, new Date());
  await page.goto("/admin/unowned");
  await expect(page.getByRole("row").filter({ hasText: name })).toBeVisible();
});

test("a retirement goes from its announcement to retired as its dates pass", async ({
  page,
  be,
  request,
}) => {
  test.setTimeout(90_000);
  const name = uniqueName("retiring");
  importFile([documentOf(name)], "--approve", "--expose");
  await own(page, be, { name, team: "Platform" });
  await be("owner-platform");
  await page.goto(`/requests/new?kind=retire&server=${encodeURIComponent(name)}`);
  await page.getByLabel("Message").fill("Nobody maintains it any more.");
  await page.getByLabel("Deprecated from").fill(dayOf(inDays(7)));
  await page.getByLabel("Brown-outs from").fill(dayOf(inDays(30)));
  await page.getByLabel("Retired on").fill(dayOf(inDays(60)));
  await page.getByLabel("Justification").fill("The project has ended.");
  await page.getByRole("button", { name: "Submit for review" }).click();
  await page.waitForURL(/\/requests\/R-\d+$/);
  const address = new URL(page.url()).pathname;
  await be("security-1");
  await page.goto(address);
  await decide(page, "Approve…", "Its users know.");
  await expect(page.getByRole("link", { name: "Open the server" })).toBeVisible();

  const latest = `/v0.1/servers/${encodeURIComponent(name)}/versions/latest`;
  const status = async () => {
    const answer = await request.get(latest);
    const body = (await answer.json()) as { _meta?: Record<string, { status?: string }> };
    return answer.status() === 404
      ? "gone"
      : body._meta?.["io.modelcontextprotocol.registry/official"]?.status;
  };
  expect(await status()).toBe("active");
  await page.goto(`${pathOf(name)}/retirement`);
  await expect(page.getByText("Nobody maintains it any more.").first()).toBeVisible();
  moveClock("retirement", name, inDays(8));
  await expect.poll(status).toBe("deprecated");
  moveClock("retirement", name, inDays(61));
  await expect.poll(status).toBe("gone");
  await page.goto(`${pathOf(name)}/retirement`);
  await expect(page.getByText("Retired").first()).toBeVisible();
});
