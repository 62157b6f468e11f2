import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { signInAs } from "./sign-in.ts";

const EVERY_LIFECYCLE = ["approved", "deprecated", "in_review", "candidate", "rejected", "retired"]
  .map((lifecycle) => `lifecycle=${lifecycle}`)
  .join("&");
/** Servers of the demo company alone: what other journeys import is of the community. */
const VENDORS = `/servers?${EVERY_LIFECYCLE}&origin=vendor&sort=name`;

const search = (page: Page) => page.getByRole("searchbox", { name: "Search servers" });
/** On a wide screen they show without being unfolded, which a role does not know of `details`. */
const filters = (page: Page) =>
  page.getByRole("navigation", { name: "Filters", includeHidden: true });
const facet = (page: Page, name: RegExp) =>
  filters(page).getByRole("link", { name, includeHidden: true });

async function choose(page: Page, name: RegExp): Promise<void> {
  const link = facet(page, name);
  await expect(link).toBeAttached();
  if (!(await link.isVisible()))
    await filters(page)
      .locator("details", { has: page.getByRole("link", { name, includeHidden: true }) })
      .locator("summary")
      .click();
  await link.click();
}
const chips = (page: Page) => page.getByRole("list", { name: "Active filters" });
const results = (page: Page) => page.getByRole("region", { name: "Results" });
const parameter = (page: Page, name: string) => new URL(page.url()).searchParams.getAll(name);

/** The names of the servers shown, in their order. */
const names = (page: Page) =>
  results(page)
    .locator("[data-row-link]")
    .evaluateAll((links) =>
      links.map((link) => decodeURIComponent(new URL((link as HTMLAnchorElement).href).pathname)),
    );

/** Every page of the list, by its Next links. */
async function everyPage(page: Page, follow: () => Promise<void>): Promise<string[][]> {
  const pages: string[][] = [];
  for (;;) {
    pages.push(await names(page));
    const next = page.getByRole("link", { name: "Next" });
    if ((await next.count()) === 0) return pages;
    await next.click();
    await follow();
  }
}

test("an engineer finds a server by the name of a tool, and by a typing error", async ({
  page,
  signIn,
  expectAccessible,
}) => {
  await signIn("engineer");
  await page.goto("/servers");
  await expectAccessible();
  await search(page).fill("create_refund");
  await expect(results(page).getByText(/^Matched tool create_refund/)).toBeVisible();
  await expect.poll(() => names(page)).toEqual(["/servers/com.stripe/mcp"]);
  expect(parameter(page, "q")).toEqual(["create_refund"]);

  await search(page).fill("grafna");
  await expect(results(page)).toContainText("Showing results for grafana");
  await expect.poll(() => names(page)).toContain("/servers/io.github.grafana/mcp-grafana");
  await expectAccessible();

  await search(page).fill("zzqqxxyy");
  await expect(results(page).getByRole("heading", { name: "No server fits" })).toBeVisible();
  await expectAccessible();
  await results(page).getByRole("link", { name: "Clear all filters" }).click();
  await expect.poll(async () => (await names(page)).length).toBeGreaterThan(10);
});

test("facets narrow the list, the address holds them, chips and the back button undo them", async ({
  page,
  signIn,
  expectAccessible,
}) => {
  await signIn("engineer");
  await page.goto("/servers?origin=vendor");
  const before = (await names(page)).length;
  const finance = facet(page, /^Finance/);
  const count = Number(/(\d+) server/.exec((await finance.textContent()) ?? "")?.[1]);
  await choose(page, /^Finance/);
  await expect(page).toHaveURL(/category=Finance/);
  await expect.poll(async () => (await names(page)).length).toBe(count);
  expect(count).toBeLessThan(before);
  await choose(page, /^Restricted/);
  await expect(page).toHaveURL(/classification=restricted/);
  await expect.poll(() => names(page)).toEqual(["/servers/com.stripe/mcp"]);
  await expectAccessible();

  await page.reload();
  expect(await names(page)).toEqual(["/servers/com.stripe/mcp"]);
  await page.goBack();
  await expect(page).not.toHaveURL(/classification=/);
  await expect.poll(async () => (await names(page)).length).toBe(count);
  await page.goForward();
  await expect.poll(() => names(page)).toEqual(["/servers/com.stripe/mcp"]);

  await chips(page)
    .getByRole("link", { name: /Remove filter: .*Finance/ })
    .click();
  await expect(page).not.toHaveURL(/category=/);
  await expect(
    chips(page).getByRole("link", { name: /Remove filter: .*Restricted/ }),
  ).toBeVisible();
  await chips(page).getByRole("link", { name: "Clear all" }).click();
  await expect(page).toHaveURL(/\/servers$/);
  await expect(chips(page)).toHaveCount(0);
});

test("the table is the same list, and its order can be chosen", async ({
  page,
  signIn,
  expectAccessible,
}) => {
  await signIn("engineer");
  await page.goto("/servers?origin=vendor&sort=name");
  const cards = await names(page);
  await page
    .getByRole("group", { name: "View" })
    .getByRole("link", { name: "Table", exact: true })
    .click();
  const table = page.getByRole("table", { name: "Servers" });
  await expect(table).toBeVisible();
  expect(await names(page)).toEqual(cards);
  expect(cards.length).toBeGreaterThan(10);
  await expectAccessible();

  await table.getByRole("columnheader", { name: "Latest" }).getByRole("link").click();
  await expect.poll(async () => (await names(page)).join()).not.toBe(cards.join());
  await page.getByRole("button", { name: /^Sorted by Newest version/ }).click();
  await page.getByRole("list", { name: "Order" }).getByRole("link", { name: "Name" }).click();
  await expect.poll(() => names(page)).toEqual(cards);
});

test("paging reaches every server exactly once, forwards and back", async ({ page, signIn }) => {
  await signIn("auditor");
  await page.goto(VENDORS);
  const total = Number(
    /of (\d+) servers/.exec(
      (await results(page).getByRole("status").first().textContent()) ?? "",
    )?.[1],
  );
  const first = await names(page);
  const pages = await everyPage(page, async () => {
    await expect(page).toHaveURL(/after=/);
    await expect.poll(async () => (await names(page)).join()).not.toBe(first.join());
  });
  const reached = pages.flat();
  expect(reached).toHaveLength(total);
  expect(new Set(reached).size).toBe(total);
  await page.getByRole("link", { name: "Previous" }).click();
  await expect.poll(() => names(page)).toEqual(pages.at(-2));
});

test("a view is saved for oneself, then shared with everybody", async ({
  page,
  signIn,
  browser,
  baseURL,
}) => {
  const name = `Finance of vendors ${Date.now()}`;
  await signIn("security-1");
  await page.goto("/servers?category=Finance&origin=vendor");
  await page.getByRole("button", { name: "Save view…" }).click();
  const dialog = page.getByRole("dialog", { name: "Save this view" });
  await dialog.getByLabel("Name").fill(name);
  await dialog.getByRole("button", { name: "Save view" }).click();
  await expect(page).toHaveURL(/saved=/);
  await expect(page.getByRole("button", { name })).toBeVisible();

  const other = await browser.newContext({ ...(baseURL && { baseURL }) });
  await signInAs(other.request, "owner-platform");
  const colleague = await other.newPage();
  const sees = async () => {
    await colleague.goto("/servers");
    return colleague.locator("a[href*='saved=']").filter({ hasText: name }).count();
  };
  expect(await sees()).toBe(0);

  // Changed, then kept as another view that everybody may use.
  await choose(page, /^Restricted/);
  await expect(page.getByRole("button", { name: `${name} (changed)` })).toBeVisible();
  await page.getByRole("button", { name: "Save view…" }).click();
  await dialog.getByLabel("Name").fill(`${name}, shared`);
  await dialog.getByLabel("Share with everybody").check();
  await dialog.getByRole("button", { name: "Save view" }).click();
  await expect(page.getByRole("button", { name: `${name}, shared` })).toBeVisible();
  expect(await sees()).toBe(1);
  await colleague.getByRole("button", { name: "Views" }).click();
  await colleague.getByRole("link", { name: `${name}, shared` }).click();
  await expect.poll(() => names(colleague)).toEqual(["/servers/com.stripe/mcp"]);
  await expect(colleague.getByRole("button", { name: "Remove view…" })).toHaveCount(0);
  await other.close();

  await page.getByRole("button", { name: "Remove view…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove view" }).click();
  await expect(page.getByRole("button", { name: `${name}, shared` })).toHaveCount(0);
});

test("everything is reached by the keyboard alone", async ({ page, signIn, expectAccessible }) => {
  await signIn("engineer");
  await page.goto("/servers?origin=vendor&sort=name");
  const shown = await names(page);
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard" })).toBeVisible();
  await expectAccessible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog", { name: "Keyboard" })).toBeHidden();

  await page.keyboard.press("/");
  await expect(search(page)).toBeFocused();
  await search(page).press("Tab");
  await page.keyboard.press("j");
  const links = results(page).locator("[data-row-link]");
  await expect(links.first()).toBeFocused();
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  await expect(links.nth(1)).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`${shown[1]}$`));
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
});

test("the palette goes anywhere by typing", async ({ page, signIn, expectAccessible }) => {
  await signIn("engineer");
  await page.goto("/my");
  const dialog = page.getByRole("dialog", { name: "Search" });
  const input = dialog.getByRole("combobox");
  // A page that has just come may not listen to keys yet.
  await expect(async () => {
    await page.keyboard.press("ControlOrMeta+k");
    await expect(input).toBeFocused({ timeout: 1_000 });
  }).toPass();
  await expectAccessible();
  await input.fill("grafana");
  await expect(dialog.getByRole("option", { name: /^Grafana/ })).toBeVisible();
  await expectAccessible();
  await input.press("Enter");
  await expect(page).toHaveURL(/\/servers\/io\.github\.grafana\/mcp-grafana$/);

  await page.keyboard.press("ControlOrMeta+k");
  await expect(dialog.getByRole("group", { name: "Recent" })).toContainText("Grafana");
  // What is found comes in above the actions: choose when the list stands still.
  const found = page.waitForResponse((answer) => /\/api\/v1\/search\?.*token/.test(answer.url()));
  await input.fill("token");
  await (await found).finished();
  await dialog.getByRole("option", { name: "Create an access token" }).click();
  await expect(page).toHaveURL(/\/tokens$/);
  await page.keyboard.press("ControlOrMeta+k");
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("the search, the facets and the pages work", async ({ page, signIn }) => {
    await signIn("engineer");
    await page.goto("/servers");
    await search(page).fill("create_refund");
    await search(page).press("Enter");
    await expect(page).toHaveURL(/q=create_refund/);
    await expect(results(page).getByRole("link", { name: "Stripe" })).toBeVisible();

    await page.goto("/servers?origin=vendor");
    await choose(page, /^Finance/);
    await expect(page).toHaveURL(/category=Finance/);
    await chips(page)
      .getByRole("link", { name: /Finance/ })
      .click();
    await expect(page).not.toHaveURL(/category=/);

    await page.goto(VENDORS);
    await page.getByRole("link", { name: "Next" }).click();
    await expect(page).toHaveURL(/after=/);
    await page.getByRole("link", { name: "Previous" }).click();
    await expect(page).toHaveURL(/before=/);
    await expect(results(page).getByRole("link", { name: "Linear" })).toBeVisible();
  });
});

test("the file holds exactly what the filters leave", async ({ page, signIn }) => {
  await signIn("engineer");
  await page.goto("/servers?origin=vendor&category=Finance&sort=name");
  const shown = (await names(page)).map((address) => address.replace("/servers/", ""));
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "CSV" }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^servers-\d{4}-\d{2}-\d{2}\.csv$/);
  const text = await readFile(await download.path(), "utf8");
  const [header, ...rows] = text.trim().split(/\r?\n/);
  expect(header).toMatch(/^\W?name,title,description,lifecycle/);
  expect(rows.map((row) => row.split(",")[0])).toEqual(shown);
});
