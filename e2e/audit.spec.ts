import fs from "node:fs";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";

const PROVEN = "Proven: it stands in the log as shown";
const NOT_PROVEN = "Not proven: this does not add up";
/** The worker signs every few seconds; a new record is under a checkpoint after that. */
const SIGNED = { timeout: 45_000 };

const proof = (page: Page) => page.getByRole("region", { name: "Proof" });

async function openFirst(page: Page): Promise<void> {
  const rows = page.getByRole("table", { name: "Records of the log" }).getByRole("rowheader");
  await rows.first().getByRole("link").click();
  await expect(proof(page)).toBeVisible();
}

test("an auditor filters the log, opens a record and sees it proven by the browser", async ({
  page,
  signIn,
  expectAccessible,
}) => {
  await signIn("auditor");
  await page.goto("/audit");
  await expect(page.getByRole("heading", { name: "Audit", level: 1 })).toBeVisible();
  await expect(page.getByText(/records in the last 90 days/)).toBeVisible();
  await expectAccessible();

  await page.getByLabel("Action").selectOption({ label: "Requests: everything" });
  await page.getByRole("button", { name: "Show" }).click();
  await expect(page).toHaveURL(/action=request\./);
  await expect(page.getByRole("link", { name: /Remove filter: Action/ })).toBeVisible();
  await openFirst(page);
  await expect(proof(page).getByText(PROVEN)).toBeVisible(SIGNED);
  await expect(proof(page).getByLabel("Checked", { exact: true })).toHaveCount(4);
  await expectAccessible();

  // Kept once, the key is compared from then on.
  await proof(page).getByRole("button", { name: "Keep this key in this browser" }).click();
  await expect(proof(page).getByText("The key is the one that you kept")).toBeVisible();
  await page.reload();
  await expect(proof(page).getByLabel("Checked", { exact: true })).toHaveCount(5);
});

test("an object is found by what it is called, and a name that nothing has is told as such", async ({
  page,
  signIn,
  expectAccessible,
}) => {
  await signIn("auditor");
  await page.goto("/audit?targetKind=request");
  const records = page.getByRole("table", { name: "Records of the log" });
  const number = await records.getByRole("link", { name: /^R-\d+$/ }).first().innerText(); // prettier-ignore
  const object = page.getByLabel("Object", { exact: true });
  const show = page.getByRole("button", { name: "Show", exact: true });
  await page.goto("/audit?targetId=no-team");
  await expect(page.getByText("Nothing is called “no-team” now")).toBeVisible();
  await expectAccessible();

  await object.fill(number.toLowerCase());
  await show.click();
  await expect(records.getByRole("link", { name: number, exact: true }).first()).toBeVisible();
});

test("one changed field in the browser's data is found, and so is another key", async ({
  page,
  signIn,
}) => {
  await signIn("auditor");
  await page.goto("/audit?action=request.");
  await openFirst(page);
  await expect(proof(page).getByText(PROVEN)).toBeVisible(SIGNED);

  await page.route("**/proof", async (route) => {
    const answer = await route.fetch();
    const data = (await answer.json()) as { entry: { targetId: string } };
    data.entry.targetId = `${data.entry.targetId}x`;
    await route.fulfill({ response: answer, json: data });
  });
  await page.reload();
  await expect(proof(page).getByText(NOT_PROVEN)).toBeVisible();
  await expect(proof(page).getByText("Not the same: targetId.")).toBeVisible();
  await expect(proof(page).getByText(/^They give [0-9a-f]{64}/)).toBeVisible();

  await page.unroute("**/proof");
  await page.evaluate(() => localStorage.setItem("gatehouse.audit.key", "00".repeat(32)));
  await page.reload();
  await expect(proof(page).getByText(NOT_PROVEN)).toBeVisible();
  await expect(proof(page).getByText(/^You kept 0000/)).toBeVisible();
});

test("an auditor keeps filters under a name and comes back to them", async ({ page, signIn }) => {
  const name = `Refusals ${Date.now()}`;
  await signIn("auditor");
  await page.goto("/audit?outcome=refused&period=30d");
  await page.getByRole("button", { name: "Save view…" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill(name);
  await page.getByRole("dialog").getByRole("button", { name: "Save view" }).click();
  await expect(page).toHaveURL(/outcome=refused&period=30d&saved=/);

  await page.goto("/audit");
  await page.getByRole("button", { name: "Views" }).click();
  await page.getByRole("link", { name }).click();
  await expect(page).toHaveURL(/outcome=refused&period=30d&saved=/);
  await expect(page.getByRole("link", { name: "Remove filter: Outcome: Refused" })).toBeVisible();
});

test("an export is a file of what is filtered, and stands in the log itself", async ({
  page,
  signIn,
}) => {
  await signIn("auditor");
  await page.goto("/audit?action=session.");
  await page.getByRole("button", { name: "Export" }).click();
  const downloading = page.waitForEvent("download");
  await page.getByRole("link", { name: /^CSV/ }).click();
  const text = fs.readFileSync(await (await downloading).path(), "utf8");
  const [header, ...lines] = text.trimEnd().split("\r\n");
  expect(header).toMatch(/^at,id,kind,action,outcome,/);
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) expect(line).toContain(",session.");

  await page.goto("/audit?action=export.read&period=1h");
  await openFirst(page);
  await expect(page.getByText("Auditor exported the log.")).toBeVisible();
  await expect(page.getByText("session.", { exact: true }).first()).toBeVisible();
  await expect(proof(page).getByText(PROVEN)).toBeVisible(SIGNED);
});

test("by keyboard alone: search, move, open", async ({ page, signIn }) => {
  await signIn("security-1");
  await page.goto("/audit");
  // The page takes keys once its scripts have come.
  await expect(async () => {
    await page.keyboard.press("/");
    await expect(page.locator("input:focus")).toBeVisible({ timeout: 500 });
  }).toPass();
  await page.keyboard.type("notion");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/q=notion/);
  await expect(page.getByRole("link", { name: "Remove filter: Words: notion" })).toBeVisible();
  await page.locator("body").click({ position: { x: 5, y: 5 } });
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await expect(proof(page)).toBeVisible();
});

test("the completeness page says in words what is there and what it cannot prove", async ({
  page,
  signIn,
  expectAccessible,
}) => {
  await signIn("auditor");
  await page.goto("/audit/completeness");
  await expect(page.getByRole("region", { name: "Signs of life" })).toBeVisible();
  await expect(page.getByText("worker", { exact: true }).first()).toBeVisible();
  await expect(page.getByRole("region", { name: "What this page cannot prove" })).toBeVisible();
  await expectAccessible();
});

test("the whole log is verified when an auditor asks, and the page tells what was found", async ({
  page,
  signIn,
}) => {
  await signIn("auditor");
  await page.goto("/audit/completeness");
  await page.getByRole("button", { name: "Verify now" }).click();
  await expect(page.getByRole("status").getByText("The worker has been told.")).toBeVisible();
  await expect(async () => {
    await page.reload();
    await expect(page.getByText("Nothing was wrong")).toBeVisible({ timeout: 1_000 });
  }).toPass(SIGNED);
  await page.goto("/audit?action=log.verify&period=1h");
  await openFirst(page);
  await expect(proof(page)).toBeVisible();
});

test("engineers are told who may read the log; administrators read it without taking it out", async ({
  page,
  signIn,
}) => {
  await signIn("engineer");
  await page.goto("/audit");
  await expect(page.getByText("This page is not for your role")).toBeVisible();
  await signIn("admin");
  await page.goto("/audit");
  await expect(page.getByRole("table", { name: "Records of the log" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Export" })).toHaveCount(0);
});
