import { expect, test } from "./fixtures.ts";

test("a person picks an account on the sign-in page, and is where they wanted to go", async ({
  page,
  expectAccessible,
}) => {
  await page.goto("/tokens");
  await expect(page).toHaveURL(/\/sign-in\?next=%2Ftokens$/);
  await expectAccessible();
  await page.getByRole("button", { name: "auditor@acme.example" }).click();
  await page.waitForURL((url) => url.pathname === "/tokens");
  await expect(page.getByRole("button", { name: /Auditor/ })).toBeVisible();
});

test("somebody who is signed in signs in again, learns why, and is back where they were in a new session", async ({
  page,
  context,
  signIn,
  expectAccessible,
}) => {
  await signIn("security-1");
  const before = await context.cookies();
  await page.goto("/sign-in?fresh=1&next=%2Ftokens%3Fstate%3Dall");
  await expect(page.getByRole("heading", { name: /^Sign in again/ })).toBeVisible();
  await expect(page.getByText(/a sign-in of the last 15 minutes/)).toBeVisible();
  await expectAccessible();

  await page.getByRole("button", { name: "security-1@acme.example" }).click();
  await page.waitForURL((url) => url.pathname === "/tokens" && url.search === "?state=all");

  // The session before is over: a copy of its cookie opens nothing.
  const after = await context.cookies();
  expect(after.map(({ value }) => value)).not.toEqual(before.map(({ value }) => value));
  await context.clearCookies();
  await context.addCookies(before);
  await page.goto("/tokens");
  await expect(page).toHaveURL(/\/sign-in/);
});

for (const next of ["//evil.example", "/\\evil.example", "https:evil.example", "/\t/evil.example"])
  test(`signing in again never leads to ${JSON.stringify(next)}`, async ({
    page,
    baseURL,
    signIn,
  }) => {
    await signIn("engineer");
    await page.goto(`/sign-in?fresh=1&next=${encodeURIComponent(next)}`);
    await page.getByRole("button", { name: "engineer@acme.example" }).click();
    await page.waitForURL((url) => url.pathname !== "/sign-in");
    expect(new URL(page.url()).origin).toBe(new URL(baseURL ?? "").origin);
  });

test("without being asked to sign in again, the sign-in page sends a signed-in person on", async ({
  page,
  signIn,
}) => {
  await signIn("engineer");
  await page.goto("/sign-in?next=%2Ftokens");
  await expect(page).toHaveURL(/\/tokens$/);
});
