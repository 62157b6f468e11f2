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

const HOUR_MS = 3_600_000;

/** Nobody offers it, so no scan comes by itself and takes the place of the one below. */
const documentOf = (name: string) => ({
  name,
  title: "Journey waiver",
  description: "Has a weakness that its owners accept for a time.",
  version: "1.0.0",
  packages: [
    {
      registryType: "npm",
      identifier: "@gatehouse-journeys/is-not-there",
      version: "1.0.0",
      transport: { type: "stdio" },
    },
  ],
});

const finding = (code: string, title: string) => ({
  ...{ code, title, severity: "high", action: "block" },
  ...{ file: "package.json", line: 12, remediation: "Update left-pad to 1.3.1 or later." },
});
const failing = (control: string, found: object) => ({
  [control]: {
    status: "fail",
    failsFromLevel: 2,
    detail: "One known weakness.",
    findings: [found],
  },
});

function recordScan(server: string, hoursAgo: number, changes: object): void {
  const at = new Date(Date.now() - hoursAgo * HOUR_MS).toISOString();
  execFileSync(
    process.execPath,
    [path.resolve("e2e/record-scan.ts"), JSON.stringify({ server, at, changes })],
    { env: { ...process.env, DATA_DIR: process.env["E2E_DATA_DIR"] }, stdio: "pipe" },
  );
}

const control = (page: Page, id: string) => page.locator(`li[id="${id}"]`);
const bar = (page: Page) => page.getByRole("region", { name: "Decision", exact: true });

async function approve(page: Page, reason: string): Promise<void> {
  await bar(page).getByText("Approve…", { exact: true }).click();
  await bar(page).getByLabel("Reason").locator("visible=true").fill(reason);
  await bar(page).getByRole("button", { name: "Approve", exact: true }).click();
  // Not before it is stored: the next person signs in within the same browser.
  await expect(bar(page)).toContainText("You: approved");
}

async function ownedByPlatform(page: Page, name: string): Promise<void> {
  await page.goto(`/servers/${name}`);
  await page.getByRole("button", { name: "Name the owner" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Owner team").selectOption({ label: "Platform" });
  await dialog.getByRole("button", { name: "Save owner" }).click();
  await expect(dialog).toHaveCount(0);
}

const WEAK = finding("SC-02/high-likely", "left-pad has a known vulnerability");

test("a waiver is asked for, approved by others, seen by everyone, and ended", async ({
  page,
  be,
  expectAccessible,
}) => {
  test.setTimeout(150_000);
  const name = `journey.${randomUUID().slice(0, 8)}/waiver`;
  importFile([documentOf(name)]);
  recordScan(name, 1, failing("SC-02", WEAK));
  await be("security-1");
  await ownedByPlatform(page, name);

  await be("engineer");
  await page.goto(`/servers/${name}/trust`);
  await expect(control(page, "SC-02")).toContainText("Members of the owner team may ask");

  await be("owner-platform");
  await page.goto(`/servers/${name}/trust`);
  await control(page, "SC-02").getByRole("link", { name: "Ask for a waiver" }).click();
  await expect(page.getByRole("list", { name: "Findings" })).toContainText(WEAK.title);
  await page.getByLabel("For how many days").fill("20");
  await page.getByLabel("Reason").fill("What is weak is never called: see ticket 4711.");
  await expectAccessible();
  await page.getByRole("button", { name: "Submit for review" }).click();
  await page.waitForURL(/\/requests\/R-\d+$/);
  const address = new URL(page.url()).pathname;
  // Who asked does not decide.
  await expect(page.getByRole("button", { name: "Approve", exact: true })).toHaveCount(0);

  for (const person of ["security-1", "security-2", "admin"] as const) {
    await be(person);
    await page.goto(address);
    const findings = page.getByRole("list", { name: "Findings to be accepted" });
    await expect(findings).toContainText(WEAK.title);
    await expect(findings).toContainText("package.json:12");
    if (person === "security-1") await expectAccessible();
    await approve(page, "Looked at the calls.");
  }

  await be("engineer");
  await page.goto(`/servers/${name}/trust`);
  const waived = control(page, "SC-02");
  await expect(waived).toContainText(/Waived until/);
  await waived.locator("summary").first().click();
  for (const words of ["for Platform", "see ticket 4711", "SC-02/high-likely"])
    await expect(waived).toContainText(words);
  await expect(waived.getByText("End it early")).toHaveCount(0);
  await expectAccessible();

  await be("owner-platform");
  await page.goto("/my");
  await expect(page.getByRole("row", { name: /Waiver ends/ })).toHaveCount(0);
  await page.goto(`/servers/${name}/trust`);
  await waived.locator("summary").first().click();
  await waived.getByText("End it early").click();
  await waived.getByLabel("Reason").fill("It is called after all.");
  await waived.getByRole("button", { name: "End the waiver" }).click();
  await expect(control(page, "SC-02")).toContainText("was ended on");
  await expect(control(page, "SC-02")).toContainText("It is called after all.");
  await expect(
    control(page, "SC-02").getByRole("link", { name: "Ask for a waiver" }),
  ).toBeVisible();
});

test("what can never be waived says why, and the form is not there", async ({
  page,
  be,
  expectAccessible,
}) => {
  const name = `journey.${randomUUID().slice(0, 8)}/never`;
  importFile([documentOf(name)]);
  recordScan(name, 1, failing("SC-02", finding("SC-02/kev", "left-pad is exploited at present")));
  await be("security-1");
  await ownedByPlatform(page, name);
  await be("owner-platform");
  await page.goto(`/servers/${name}/trust`);
  await expect(control(page, "SC-02")).toContainText(
    "It cannot be waived. A weakness of it is being",
  );
  await page.goto(
    `/requests/new?kind=trust_waiver&server=${encodeURIComponent(name)}&version=1.0.0&option=packages[0]&control=SC-02`,
  );
  await expect(page.getByText("A weakness of it is being exploited now")).toBeVisible();
  await expect(page.getByRole("button", { name: "Submit for review" })).toHaveCount(0);
  await expectAccessible();
});
