import { execFileSync } from "node:child_process";
import path from "node:path";
import { importFile } from "./command-line.ts";
import { expect, test } from "./fixtures.ts";

// The evaluations of a server come one after the other.
test.describe.configure({ mode: "default" });

const GOOD = "journey.test/overview-good";
const RISKY = "journey.test/overview-risky";
const DARK = "journey.test/overview-dark";

/** Packages that no registry has. What is recorded is newer than any scan that comes by itself. */
const document = (name: string) => ({
  name,
  title: `Vantage ${name.slice(name.lastIndexOf("-") + 1)}`,
  description: "Is looked over by the journeys.",
  version: "1.0.0",
  packages: [
    {
      registryType: "npm",
      identifier: `@gatehouse-journeys/${name.slice(name.indexOf("/") + 1)}`,
      version: "1.0.0",
      transport: { type: "stdio" },
    },
  ],
});

const FINDING = {
  code: "SC-02/kev",
  severity: "critical",
  action: "block",
  title: "overview-pad is exploited at present",
  file: "package.json",
  line: 12,
  remediation: "Update overview-pad to 1.3.1 or later.",
};

const HOUR_MS = 3_600_000;

function recordScan(server: string, changes: object): void {
  const at = new Date(Date.now() + HOUR_MS).toISOString();
  execFileSync(
    process.execPath,
    [path.resolve("e2e/record-scan.ts"), JSON.stringify({ server, at, changes })],
    { env: { ...process.env, DATA_DIR: process.env["E2E_DATA_DIR"] }, stdio: "pipe" },
  );
}

test.beforeAll(() => {
  const { imported } = importFile([GOOD, RISKY, DARK].map(document), "--approve");
  if (imported === 0) return; // Repeated after a failure: they have their evaluations.
  recordScan(GOOD, {});
  recordScan(RISKY, {
    "SC-02": { status: "fail", failsFromLevel: 2, detail: "One weakness.", findings: [FINDING] },
  });
  recordScan(DARK, {
    "PR-05": { status: "not_checkable", reason: "unreachable", detail: "No answer." },
  });
});

test("security looks over the trust of everything on offer, and opens what is behind a number", async ({
  page,
  signIn,
  expectAccessible,
}) => {
  await signIn("security-1");
  await page.goto("/trust");
  await expect(page.getByRole("heading", { level: 1, name: "Trust" })).toBeVisible();
  await page.getByText("As a table").first().click();
  await expect(page.getByRole("table", { name: "Servers by trust level" })).toBeVisible();
  await expectAccessible();

  const open = page.getByRole("region", { name: "Open findings" });
  await open
    .getByRole("row", { name: /Critical/ })
    .getByRole("link")
    .first()
    .click();
  await expect(page).toHaveURL(/\/trust\/findings\?.*severity=critical/);
  const filters = page.getByRole("search", { name: "Findings" });
  await expect(filters.getByLabel("Severity")).toHaveValue("critical");
  await page.goto("/trust/findings");
  await filters.getByLabel("Server").fill("VANTAGE r");
  await filters.getByLabel("Control").selectOption("SC-02");
  await filters.getByLabel("Severity").selectOption("critical");
  await filters.getByRole("button", { name: "Show" }).click();
  await expect(page.getByRole("status").filter({ hasText: "1 finding in 1 server" })).toBeVisible();
  const row = page.getByRole("row").filter({ hasText: FINDING.title });
  await expect(row).toContainText("Vantage risky");
  await expectAccessible();
  await page.getByRole("link", { name: "Remove filter: Severity: Critical" }).click();
  await expect(page).toHaveURL(/\/trust\/findings\?server=VANTAGE\+r&control=SC-02$/);
  await expect(filters.getByLabel("Severity")).toHaveValue("");
});

test("a fix names the servers that it would raise; what was not reached says why", async ({
  page,
  signIn,
  expectAccessible,
}) => {
  await signIn("auditor");
  await page.goto("/trust/fix?control=SC-02&code=SC-02%2Fkev");
  const row = page.getByRole("row").filter({ hasText: RISKY });
  await expect(row).toContainText("It reaches L2");
  await expectAccessible();

  await page.goto("/trust/unreached");
  await expect(page.getByRole("row").filter({ hasText: DARK })).toContainText(
    "The source did not answer.",
  );
  await expectAccessible();
  const file = await page.request.get("/api/v1/trust/csv/unreached");
  expect(await file.text()).toContain(DARK);
});

test("the registry says what it does not do itself", async ({ page, signIn }) => {
  await signIn("security-1");
  await page.goto("/trust#registry");
  const itself = page.getByRole("region", { name: "The registry itself" });
  await expect(itself.getByRole("row", { name: /RG-03/ })).toContainText("Not met");
  await expect(itself.getByRole("row", { name: /RG-06/ })).toContainText(/checkpoint/);
});

test("everybody filters and sorts the catalog by trust", async ({
  page,
  signIn,
  expectAccessible,
}) => {
  await signIn("engineer");
  await page.goto("/servers?q=vantage&risk=critical");
  await expect(page.getByRole("link", { name: "Vantage risky" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Vantage good" })).toHaveCount(0);
  await page.getByRole("link", { name: /Remove filter: Risk found/ }).click();
  await page.goto("/servers?q=vantage&sort=score&view=table&column=trust");
  const names = page.getByRole("table", { name: "Servers" }).locator("[data-row-link]");
  await expect(names.last()).toHaveText("Vantage risky");
  await expectAccessible();

  await page.goto("/trust");
  await expect(page.getByText("This page is not for your role")).toBeVisible();
});
