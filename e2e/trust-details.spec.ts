import { execFileSync } from "node:child_process";
import path from "node:path";
import { importFile } from "./command-line.ts";
import { expect, test } from "./fixtures.ts";

// One worker: the evaluations of a server come one after the other.
test.describe.configure({ mode: "default" });

const NAME = "journey.test/trust-details";
const PAGE = `/servers/${NAME}/trust`;
const document = (version: string) => ({
  name: NAME,
  title: "Journey details",
  description: "Is looked at closely by the journeys.",
  version,
  packages: [
    {
      registryType: "npm",
      identifier: "@gatehouse-journeys/details",
      version,
      transport: { type: "stdio" },
    },
  ],
});

const DAY_MS = 86_400_000;
const purlOf = (name: string) => `pkg:npm/${name}@1.0.0`;
const component = (name: string, depth: number, needs: string[] = []) => ({
  ...{ name, version: "1.0.0", purl: purlOf(name), integrity: null, license: "MIT", depth },
  ...{ hasInstallScript: false, optional: false, needs: needs.map(purlOf) },
});
const TREE = [
  component("outer", 1, ["middle"]),
  component("middle", 2, ["weak"]),
  component("weak", 3),
  ...Array.from({ length: 150 }, (_, at) => component(`part-${at}`, 1)),
];
const ADVISORY = {
  ...{ id: "GHSA-journey", aliases: ["CVE-2026-4242"], summary: "It is weak.", cvss: 9.8 },
  ...{ purl: purlOf("weak"), severity: null, epss: 0.4, kev: true, malicious: false },
  ...{ fixedIn: ["1.0.1"], isArtifact: false },
};
const finding = (title: string, severity: string, line: number) => ({
  ...{ code: "CQ-05/eval", severity, action: "block", title, file: "src/handlers.js", line },
  remediation: "Do without eval: read the text as JSON.",
});
const UNSAFE = {
  ...{ status: "fail", failsFromLevel: 3, detail: "60 places run text." },
  findings: Array.from({ length: 60 }, (_, at) =>
    finding(`eval runs text, place ${at}`, at === 30 ? "critical" : "high", at + 1),
  ),
};
const KNOWN_WEAK = {
  ...{ status: "fail", failsFromLevel: 2, detail: "One known weakness." },
  findings: [
    {
      ...finding("weak@1.0.0 has a known vulnerability (GHSA-journey)", "critical", 1),
      ...{ code: "SC-02/kev", file: null, line: null },
    },
  ],
};

function recordScan(version: string, daysAgo: number, more: object): void {
  const at = new Date(Date.now() - daysAgo * DAY_MS).toISOString();
  execFileSync(process.execPath, [path.resolve("e2e/record-scan.ts")], {
    input: JSON.stringify({ server: NAME, version, at, components: TREE, changes: {}, ...more }),
    env: { ...process.env, DATA_DIR: process.env["E2E_DATA_DIR"] },
    stdio: ["pipe", "pipe", "inherit"],
  });
}

test.beforeAll(() => {
  // Nobody offers them, so no scan comes by itself.
  const { imported } = importFile([document("1.0.0")]);
  if (imported === 0) return; // Repeated after a failure: it has its evaluations.
  recordScan("1.0.0", 20, { components: TREE.slice(1) });
  recordScan("1.0.0", 9, {
    changes: { "SC-02": KNOWN_WEAK, "CQ-05": UNSAFE },
    advisories: [ADVISORY],
  });
});

test.beforeEach(({ signIn }) => signIn("security-1"));

test("what brings a weak component is found in the tree, without JavaScript", async ({
  browser,
  page,
  expectAccessible,
}) => {
  await page.goto(`${PAGE}?version=1.0.0`);
  await page.getByRole("navigation", { name: "Trust" }).getByRole("link", { name: "Components" }).click(); // prettier-ignore
  await expect(page).toHaveURL(/\/trust\/components/);
  await expect(page.getByRole("heading", { name: "153 components" })).toBeVisible();
  await expectAccessible();

  const plain = await browser.newContext({
    javaScriptEnabled: false,
    storageState: await page.context().storageState(),
  });
  const still = await plain.newPage();
  await still.goto(page.url());
  await still.getByRole("checkbox", { name: "Only with advisories" }).check();
  await still.getByRole("searchbox", { name: "Name, licence or advisory" }).fill("CVE-2026-4242");
  await still.getByRole("button", { name: "Show", exact: true }).click();
  await expect(still).toHaveURL(/q=CVE-2026-4242&only=advisories/);
  const tree = still.getByRole("list", { name: "Components", exact: true });
  await expect(tree).toContainText("outer@1.0.0 → middle@1.0.0 → weak@1.0.0");
  await expect(tree).toContainText("Being exploited");
  await expect(tree).toContainText("fixed in 1.0.1");
  await expect(tree).not.toContainText("part-");
  const csv = still.getByRole("link", { name: "CSV of what is shown" });
  const list = await page.request.get((await csv.getAttribute("href")) ?? "");
  expect((await list.text()).trimEnd().split("\r\n")).toHaveLength(2);
  await plain.close();
});

test("the document is given out with its digest, a page at a time is shown", async ({ page }) => {
  await page.goto(`${PAGE}/components?version=1.0.0`);
  await page.getByRole("link", { name: "Next" }).click();
  await expect(page).toHaveURL(/page=2/);
  const link = page.getByRole("link", { name: "CycloneDX" });
  const file = await page.request.get((await link.getAttribute("href")) ?? "");
  expect(file.headers()["repr-digest"]).toMatch(/^sha-256=:/);
  expect(await file.json()).toMatchObject({ bomFormat: "CycloneDX", specVersion: "1.6" });
});

test("findings are narrowed down by an address that can be passed on", async ({
  page,
  expectAccessible,
}) => {
  await page.goto(`${PAGE}?version=1.0.0`);
  await page.getByRole("link", { name: "All 60 findings of Safe Execution Patterns" }).click();
  await expect(page).toHaveURL(/\/trust\/findings\?(version=1\.0\.0&)?control=CQ-05/);
  const list = page.getByRole("list", { name: "Findings" });
  await expect(list.getByRole("listitem").first()).toContainText("src/handlers.js:31");
  await expect(list.getByRole("listitem").first()).toContainText("read the text as JSON");
  await expectAccessible();
  await page.getByRole("combobox", { name: "Severity" }).selectOption("critical");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await expect(page).toHaveURL(/severity=critical/);
  await expect(list.getByRole("listitem")).toHaveCount(1);
  await page.getByRole("link", { name: "Clear filters" }).click();
  await expect(page.getByRole("heading", { name: "61 findings" })).toBeVisible();
});

test("the chart leads by the keyboard to what moved it, and from there to a comparison", async ({
  page,
  expectAccessible,
}) => {
  await page.goto(`${PAGE}?version=1.0.0`);
  const chart = page.getByRole("figure", { name: "Level and score over time" });
  const mark = chart.getByRole("link", { name: /Fell from L4 Attested/ });
  await mark.focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/#evaluation-/);
  const row = page.getByRole("row").filter({ hasText: "Fell from L4 Attested" });
  await expect(row).toContainText("SC-02 Vulnerability Scanning: pass to fail");
  await expect(row).toContainText("New: weak@1.0.0 has a known vulnerability");
  await row.getByRole("link", { name: /^Compare with the one before/ }).click();
  await expect(page).toHaveURL(/\/trust\/compare\?from=/);
  const controls = page.getByRole("region", { name: /^Controls that changed/ });
  await expect(controls.getByRole("listitem").first()).toContainText("Vulnerability Scanning");
  await expect(page.getByRole("region", { name: "Components" })).toContainText("outer");
  await expect(page.getByRole("region", { name: "Tools" })).toContainText("cannot be compared");
  await expectAccessible();
  await page.setViewportSize({ width: 390, height: 800 });
  expect(await page.evaluate(() => window.document.documentElement.scrollWidth)).toBe(390);
});

test("the report in MTF's form names the bytes and the licence of the framework", async ({
  page,
}) => {
  await page.goto(`${PAGE}?version=1.0.0`);
  const link = page.getByRole("link", { name: "MTF report" });
  const report = await page.request.get((await link.getAttribute("href")) ?? "");
  expect(await report.json()).toMatchObject({
    bundle: { hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
    compliance: { level: 1, level_name: "Basic" },
    framework: expect.stringContaining("CC BY 4.0"),
    adapted: true,
  });
});

test("a page of the tab that is not there is no page, and a stranger sees none", async ({
  page,
  request,
}) => {
  for (const part of [
    "findings?severity=awful",
    "components?version=9.9.9",
    "compare?from=9&to=8",
  ]) {
    await page.goto(`${PAGE}/${part}`);
    await expect(page.getByRole("heading", { level: 1 })).toContainText(/not here|not found/i);
  }
  const api = `/api/v1/servers/${encodeURIComponent(NAME)}/trust/sbom`;
  expect((await request.get(api)).status()).toBe(401);
});
