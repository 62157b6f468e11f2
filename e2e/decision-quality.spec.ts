import { expect, test } from "./fixtures.ts";

test("a reviewer looks at decision quality over a period, and at the lists behind the numbers", async ({
  page,
  signIn,
  expectAccessible,
}) => {
  await signIn("security-1");
  await page.goto("/quality?days=365");
  await expect(page.getByRole("heading", { name: "Decision quality" })).toBeVisible();
  await expect(page.getByText("Median time to decide")).toBeVisible();
  await page.getByText("As a table").first().click();
  await expectAccessible();

  await page.getByRole("link", { name: "30 days" }).click();
  await expect(page).toHaveURL(/\/quality\?days=30$/);
  await expect(page.getByRole("link", { name: "30 days" })).toHaveAttribute("aria-current", "page");

  await page.getByRole("link", { name: /overdue$/ }).click();
  await expect(page).toHaveURL(/\/requests\?queue=overdue$/);
});

test("engineers are told who may see it", async ({ page, signIn }) => {
  await signIn("engineer");
  await page.goto("/quality");
  await expect(page.getByText("This page is not for your role")).toBeVisible();
});
