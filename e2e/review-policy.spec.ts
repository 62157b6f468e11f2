import { expect, test } from "./fixtures.ts";

test("an administrator writes a draft, reads what is looser about it, and cannot publish it", async ({
  page,
  signIn,
  expectAccessible,
}) => {
  await signIn("admin");
  await page.goto("/admin/review-policy");
  await expect(page.getByRole("heading", { name: /In force: version \d+/ })).toBeVisible();
  await page.getByText("Write a new version").click();

  const high = page.getByRole("group", { name: "High risk" });
  await high.getByLabel("Reviewers").fill("1");
  await high.getByLabel("Hours to the first response").fill("900");
  await page.getByLabel("Why it changes").fill("A try of the tests.");
  await page.getByRole("button", { name: "Save as draft" }).click();
  await expect(high.getByText("The first response comes before the decision.")).toBeVisible();

  await high.getByLabel("Hours to the first response").fill("4");
  await page.getByRole("button", { name: "Save as draft" }).click();
  const draft = page.getByRole("region", { name: /Draft: version \d+/ });
  await expect(draft.getByText("High risk: reviewers: 2 → 1")).toBeVisible();
  await expect(draft.getByText("Looser")).toHaveCount(1);
  await expect(draft.getByText("Stricter")).toHaveCount(1);
  await expect(draft.getByText("another administrator can")).toBeVisible();
  await expect(draft.getByRole("button", { name: "Publish…" })).toHaveCount(0);
  // Checkboxes below are half under the top bar where the save left the page.
  await page.evaluate(() => scrollTo(0, 0));
  await expectAccessible();

  await draft.getByRole("button", { name: "Discard…" }).click();
  await page.getByRole("button", { name: "Discard draft" }).click();
  await expect(draft).toHaveCount(0);
  await expect(page.getByText("Discarded").first()).toBeVisible();
});

test("everyone reads the policy and its history; only administrators are offered to change it", async ({
  page,
  signIn,
}) => {
  await signIn("engineer");
  await page.goto("/admin/review-policy");
  await expect(page.getByRole("rowheader", { name: "Critical risk" }).first()).toBeVisible();
  await expect(page.getByText("Administrators change this policy")).toBeVisible();
  await expect(page.getByRole("button", { name: "Save as draft" })).toHaveCount(0);
});
