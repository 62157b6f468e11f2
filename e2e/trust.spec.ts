import { execFileSync } from "node:child_process";
import path from "node:path";
import type { Page } from "@playwright/test";
import { importFile } from "./command-line.ts";
import { expect, test } from "./fixtures.ts";

// One worker: the evaluations of a server come one after the other.
test.describe.configure({ mode: "default" });

/** A package that no registry has: whatever answers, or does not, the scan comes to an end. */
const document = (name: string) => ({
  name,
  title: "Journey trust",
  description: "Is scanned by the journeys.",
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
const NAME = "journey.test/trust";
const PAGE = `/servers/${NAME}/trust`;
const api = `/api/v1/servers/${encodeURIComponent(NAME)}`;

/** Nobody offers it, so no scan comes by itself and takes the place of the one below. */
const EVALUATED = "journey.test/trust-evaluated";
const FINDING = {
  code: "SC-02/kev",
  severity: "critical",
  action: "block",
  title: "left-pad is exploited at present",
  file: "package.json",
  line: 12,
  remediation: "Update left-pad to 1.3.1 or later.",
};
const CHANGES = {
  "SC-02": {
    status: "fail",
    failsFromLevel: 2,
    detail: "One known weakness.",
    findings: [FINDING],
  },
  "PR-01": {
    status: "not_checkable",
    reason: "unreachable",
    detail: "GitHub did not answer.",
  },
};

const DAY_MS = 86_400_000;

function recordScan(server: string, daysAgo: number, changes: object): void {
  const at = new Date(Date.now() - daysAgo * DAY_MS).toISOString();
  execFileSync(
    process.execPath,
    [path.resolve("e2e/record-scan.ts"), JSON.stringify({ server, at, changes })],
    { env: { ...process.env, DATA_DIR: process.env["E2E_DATA_DIR"] }, stdio: "pipe" },
  );
}

test.beforeAll(() => {
  importFile([document(NAME)], "--approve");
  const { imported } = importFile([document(EVALUATED)]);
  if (imported === 0) return; // Repeated after a failure: it has its evaluations.
  recordScan(EVALUATED, 2, {});
  recordScan(EVALUATED, 1, CHANGES);
});

const control = (page: Page, id: string) => page.locator(`li[id="${id}"]`);

test("one look says level, score, coverage and risk; what fell is said with its day", async ({
  page,
  signIn,
  expectAccessible,
}) => {
  await signIn("engineer");
  await page.goto(`/servers/${EVALUATED}/trust`);
  const glance = page.getByRole("region", { name: "Trust of version 1.0.0 at a glance" });
  for (const words of ["MTF-adapted L1 Basic", "of 100", "% checked", "Critical risk"])
    await expect(glance).toContainText(words);
  await expect(glance).toContainText("It fell from L4 Attested on");
  await expect(page.getByRole("list", { name: "At a glance" })).toContainText(
    "MTF-adapted L1 Basic",
  );
  await expectAccessible();
});

test("the way up names what fails first, with what to do, and leads to the control", async ({
  page,
  signIn,
}) => {
  await signIn("engineer");
  await page.goto(`/servers/${EVALUATED}/trust`);
  const steps = page.getByRole("region", { name: "The way to L2 Standard" });
  await expect(steps.getByRole("listitem").first()).toContainText("Vulnerability Scanning");
  await expect(steps).toContainText(FINDING.remediation);
  await expect(steps).toContainText("Gatehouse tries it again by itself");
  await steps.getByRole("link", { name: "Vulnerability Scanning" }).click();
  await expect(page).toHaveURL(/#SC-02$/);
  const failed = control(page, "SC-02");
  await expect(failed.getByText("package.json:12")).toBeVisible();
  await expect(failed).toContainText("https://npm.test.example/server");
  await expect(failed).toContainText(/sha256:[0-9a-f]{64}/);
  // What stands closed in the list opens, so that it says why one was led there.
  await steps.getByRole("link", { name: "Source Repository" }).click();
  await expect(control(page, "PR-01").getByText("The source did not answer.")).toBeVisible();
});

test("what was not checked is neither a pass nor a fail, and says why", async ({
  page,
  signIn,
}) => {
  await signIn("engineer");
  await page.goto(`/servers/${EVALUATED}/trust`);
  const open = control(page, "PR-01");
  await expect(open).toContainText("Not checked");
  await expect(open).not.toContainText(/\b(Pass|Fail)\b/);
  await open.getByText("GitHub did not answer.").click();
  await expect(open.getByText("The source did not answer.")).toBeVisible();
});

test("the history says what changed, and what was read is only for those who may", async ({
  page,
  signIn,
  expectAccessible,
}) => {
  await signIn("engineer");
  await page.goto(`/servers/${EVALUATED}/trust`);
  const rows = page
    .getByRole("table", { name: "Evaluations of this version, the newest first" })
    .getByRole("row");
  await expect(rows.nth(1)).toContainText("Fell from L4 Attested to L1 Basic");
  await expect(rows.nth(2)).toContainText("First evaluation");
  await expect(page.getByRole("link", { name: /^Download/ })).toHaveCount(0);

  await page.context().clearCookies();
  await signIn("security-1");
  await page.goto(`/servers/${EVALUATED}/trust`);
  const download = control(page, "SC-02").getByRole("link", { name: /^Download/ });
  const file = await page.request.get((await download.getAttribute("href")) ?? "");
  expect(await file.text()).toBe(`What ${EVALUATED} is said to be`);
  const exported = await page
    .getByRole("link", { name: "Export", exact: true })
    .getAttribute("href");
  expect(await (await page.request.get(exported ?? "")).json()).toMatchObject({
    format: "gatehouse-trust/1",
    options: [{ evaluation: { level: 1, risk: "critical" } }],
  });
  await page.setViewportSize({ width: 375, height: 740 });
  await expectAccessible();
});

type Scan = { id: string; state: string } | null;
const scanOf = async (page: Page): Promise<Scan> =>
  ((await (await page.request.get(`${api}/trust/summary`)).json()) as { scan: Scan }).scan;

test("the tab is one of the server's, and names the framework with its licence", async ({
  page,
  signIn,
  expectAccessible,
}) => {
  await signIn("engineer");
  await page.goto(`/servers/${NAME}`);
  const tabs = page.getByRole("navigation", { name: "Server" });
  await tabs.getByRole("link", { name: "Trust" }).click();
  await expect(page).toHaveURL(new RegExp(`${PAGE}$`));
  await expect(tabs.locator("[aria-current]")).toContainText("Trust");
  await expect(page.getByText("mpaktrust.org, CC BY 4.0, changes made")).toBeVisible();
  await expectAccessible();
});

test("who may not ask for a scan reads who may; who may sees it come to an end by itself", async ({
  page,
  signIn,
  expectAccessible,
}) => {
  test.setTimeout(240_000);
  await signIn("engineer");
  await page.goto(PAGE);
  await expect(page.getByRole("button", { name: "Scan now" })).toHaveCount(0);

  await page.context().clearCookies();
  await signIn("security-1");
  await page.goto(PAGE);
  const button = page.getByRole("button", { name: "Scan now" });
  const before = await scanOf(page);
  // It may be under way already: a version that comes is scanned without being asked for.
  const asks = await button.isVisible();
  if (asks) await button.click();
  await expect(async () => {
    const scan = await scanOf(page);
    expect(["done", "failed"]).toContain(scan?.state);
    // One that waited already is the one that is done now.
    if (asks && before?.state !== "queued") expect(scan?.id).not.toBe(before?.id);
  }).toPass({ timeout: 150_000, intervals: [2_000] });
  // The page heard of it without a reload.
  await expect(page.getByText(/A scan is (waiting|running)/)).toHaveCount(0, { timeout: 30_000 });
  await expect(button).toBeVisible();
  await expectAccessible();
});

test("a version of the tab has an address, and one that is not there is no page", async ({
  page,
  signIn,
}) => {
  await signIn("engineer");
  await page.goto(`/servers/${NAME}/versions`);
  await page.getByRole("link", { name: "Trust of 1.0.0" }).click();
  await expect(page).toHaveURL(new RegExp(`${PAGE}\\?version=1\\.0\\.0$`));
  await page.goto(`${PAGE}?version=9.9.9`);
  await expect(page.getByRole("heading", { level: 1 })).toContainText(/not here|not found/i);
});

test("the badge is an image with a name, kept until it changes, and hidden from strangers", async ({
  page,
  signIn,
  request,
}) => {
  expect((await request.get(`${api}/badge.svg`)).status()).toBe(401);
  await signIn("engineer");
  const badge = await page.request.get(`${api}/badge.svg?version=1.0.0`);
  expect(badge.headers()["content-type"]).toContain("image/svg+xml");
  expect(await badge.text()).toMatch(
    new RegExp(`role="img" aria-label="Trust of ${NAME} 1\\.0\\.0: [^"]+"`),
  );
  const { etag = "" } = badge.headers();
  const headers = { "if-none-match": etag };
  const again = await page.request.get(`${api}/badge.svg?version=1.0.0`, { headers });
  expect([200, 304]).toContain(again.status());
  expect((await page.request.get(`${api}/badge.svg?version=9.9.9`)).status()).toBe(404);
});
