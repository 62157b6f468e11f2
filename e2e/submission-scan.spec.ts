import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";

const documentOf = (name: string, identifier: string, version: string) => ({
  $schema: "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json",
  name,
  description: "Made by a journey",
  version: "1.0.0",
  packages: [{ registryType: "npm", identifier, version, transport: { type: "stdio" } }],
});

async function ask(page: Page, document: object): Promise<string> {
  await page.goto("/requests/new?kind=list_server");
  await page.getByLabel("server.json").fill(JSON.stringify(document, null, 2));
  await page.getByLabel("Most sensitive data it touches").selectOption("internal");
  await page.getByLabel("Where it will run").first().selectOption("self_hosted");
  await page.getByLabel("Owner team").selectOption("platform");
  await page.getByLabel("Justification").fill("Our agents need it for their daily work.");
  await page.getByRole("button", { name: "Submit for review" }).click();
  await page.waitForURL(/\/requests\/R-\d+$/);
  return new URL(page.url()).pathname;
}

const trustOf = (page: Page) => page.getByRole("region", { name: "Trust", exact: true });

test("what is asked for is scanned before anybody decides, and the reviewer sees how it stands first", async ({
  page,
  signIn,
  expectAccessible,
}) => {
  test.setTimeout(300_000);
  await signIn("engineer");
  const name = `journey.${randomUUID().slice(0, 8)}/scanned`;
  const address = await ask(page, documentOf(name, "@eslint/mcp", "0.3.0"));
  await expect(trustOf(page)).toContainText(
    /Nobody has started its scan yet|Being scanned now|of 100/,
  );
  await expectAccessible();
  const api = `/api/v1${address}/trust`;
  type Trust = { scan: { state: string } | null; standing: { label: string } | null };
  const trust = async () => (await (await page.request.get(api)).json()) as Trust;

  await page.context().clearCookies();
  await signIn("security-1");
  await page.goto(address);
  // The product of the journeys scans nothing unasked.
  const headers = { origin: process.env["E2E_BASE_URL"] ?? "" };
  expect((await page.request.post(`${api}/scans`, { headers })).status()).toBe(201);
  await expect
    .poll(async () => (await trust()).scan?.state, { timeout: 240_000, intervals: [3_000] })
    .toMatch(/^(done|failed)$/);
  // The page hears of it without a reload.
  const { standing } = await trust();
  await expect(trustOf(page)).toContainText(standing?.label ?? "did not get to an end", {
    timeout: 30_000,
  });

  const evidence = page.getByRole("region", { name: "Evidence" });
  await expect(evidence.getByRole("heading").first()).toHaveText("Trust");
  await trustOf(page)
    .getByRole("link", { name: /All controls and findings|More about its scan/ })
    .click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^Trust of R-\d+$/);
  if (standing !== null) {
    const first = page.locator(`li[id="AI-01"]`);
    await expect(first).toContainText("AI-01");
    await expect(page.getByText("not decided yet")).toBeVisible();
  }
  await expectAccessible();
  await page.setViewportSize({ width: 390, height: 780 });
  await expectAccessible();
});

test("a scan that is asked for again is security's business, and not the requester's", async ({
  page,
  signIn,
}) => {
  await signIn("engineer");
  const name = `journey.${randomUUID().slice(0, 8)}/asked`;
  const address = await ask(page, documentOf(name, "@gatehouse-journeys/is-not-there", "1.0.0"));
  await page.goto(`${address}/trust`);
  await expect(page.getByText("may ask for a scan while the request is open")).toBeVisible();
  await expect(page.getByRole("button", { name: "Scan now" })).toHaveCount(0);
  const refused = await page.request.post(`/api/v1${address}/trust/scans`, {
    headers: { origin: process.env["E2E_BASE_URL"] ?? "" },
  });
  expect(refused.status()).toBe(403);

  await page.context().clearCookies();
  await signIn("security-1");
  await page.goto(`${address}/trust`);
  const button = page.getByRole("button", { name: "Scan now" });
  // It may be under way at this moment.
  if (await button.isVisible()) await button.click();
  await expect(
    page
      .getByText(/The scan begins in a moment|under way already|Being scanned|Waiting to be/)
      .first(),
  ).toBeVisible();
});
