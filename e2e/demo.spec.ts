import { startProduct, type Product } from "../scripts/lifecycle/run-product.ts";
import { expect, test } from "./fixtures.ts";

let product: Product;

test.describe("a product of one's own", () => {
  test.beforeAll(async () => {
    test.setTimeout(240_000);
    product = await startProduct();
  });
  test.afterAll(() => product.stop());

  test("the demo data goes by one action; people still sign in and are told what to do next", async ({
    page,
    signIn,
    expectAccessible,
  }) => {
    test.setTimeout(90_000);
    await signIn("admin", product.url);
    await page.goto(product.url);
    const banner = page.getByRole("complementary", { name: "Demo data" });
    await banner.getByRole("link", { name: "Remove the demo data" }).click();
    await expect(page).toHaveURL(/\/admin#demo$/);
    await page.getByRole("button", { name: /^Remove demo data/ }).click();
    await expectAccessible();
    await page.getByRole("dialog").getByRole("button", { name: "Remove demo data" }).click();
    await expect(banner).toHaveCount(0);

    await page.goto(`${product.url}/servers`);
    await expect(page.getByRole("heading", { name: "The catalog is empty" })).toBeVisible();
    await expectAccessible();
    await page.getByRole("link", { name: "Import servers" }).click();
    await expect(page).toHaveURL(/\/admin\/import$/);
    for (const empty of ["/my", "/teams", "/admin/audiences", "/admin/feed", "/exports"]) {
      await page.goto(`${product.url}${empty}`);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    }

    await page.context().clearCookies();
    await signIn("engineer", product.url);
    await page.goto(`${product.url}/servers`);
    await expect(banner).toHaveCount(0);
    await expect(page.getByText("An administrator can import servers")).toBeVisible();
  });
});
