// What a person sees while the log cannot be written, on a product of its own.
import path from "node:path";
import { expect, test } from "@playwright/test";
import { connected } from "#lib/db/connect.ts";
import { startEmbedded } from "#lib/db/embedded/start-embedded.ts";
import { startProduct, type Product } from "../scripts/lifecycle/run-product.ts";
import { signInAs } from "./sign-in.ts";

test.describe.configure({ timeout: 120_000 });

let product: Product;
test.beforeAll(async () => {
  product = await startProduct();
});
test.afterAll(() => product.stop());

/** As who owns the tables: the product itself could not. */
async function asOwner(statement: string): Promise<void> {
  const root = path.join(product.dataDir, "postgres");
  const server = await startEmbedded({ root, database: "gatehouse", durable: true });
  await connected(server.ownerUrl, (client) => client.query(statement));
}

test("while the log cannot be written nothing changes, every page says so, and it ends by itself", async ({
  page,
}) => {
  const makeToken = async (name: string) => {
    await page.goto(`${product.url}/tokens`);
    await page.getByLabel("Name").fill(name);
    await page.getByRole("button", { name: "Create token" }).click();
  };
  const logState = async () =>
    ((await (await fetch(`${product.url}/api/health/ready`)).json()) as { log: string }).log;
  await signInAs(page.request, "engineer", product.url);
  await asOwner(`REVOKE INSERT ON "AuditEvent" FROM gatehouse_app`);

  await makeToken("Never made");
  await expect(page.getByText("The log cannot be written, so nothing was changed.")).toBeVisible();
  await page.goto(`${product.url}/servers`);
  await expect(page.getByText("Gatehouse is read-only")).toBeVisible();
  expect(await logState()).toBe("unwritable");
  await expect(page.getByRole("link", { name: "Playwright", exact: true })).toBeVisible();

  await asOwner(`GRANT INSERT ON "AuditEvent" TO gatehouse_app`);
  await makeToken("Made afterwards");
  await expect(page.getByText("Made afterwards").first()).toBeVisible();
  await page.goto(`${product.url}/tokens`);
  await expect(page.getByText("Never made")).toHaveCount(0);
  await expect(page.getByText("Gatehouse is read-only")).toHaveCount(0);
  expect(await logState()).toBe("writable");
});
