import { importFile } from "./command-line.ts";
import { expect, test } from "./fixtures.ts";

const NAME = "journey.test/behind-sign-in";
const PAGE = `/servers/${NAME}/trust`;
const URL = "https://mcp.journey.test/mcp";
const SECRET = "token-of-the-account-for-scans";

test.beforeAll(() => {
  importFile(
    [
      {
        name: NAME,
        title: "Journey behind a sign-in",
        description: "Tells its tools only to those who sign in.",
        version: "1.0.0",
        remotes: [{ type: "streamable-http", url: URL }],
      },
    ],
    "--approve",
  );
});

test("security keeps a credential for scans of a remote, which no page shows again, and removes it", async ({
  page,
  signIn,
  expectAccessible,
}) => {
  await signIn("security-1");
  await page.goto(PAGE);
  const card = page.getByRole("region", { name: "Credentials for scans" });
  await expect(card.getByText("No credential is kept")).toBeVisible();
  await card.getByText("Keep a credential").click();
  await expectAccessible();
  await card.getByLabel("Credential", { exact: true }).fill(`Bearer ${SECRET}`);
  await card.getByRole("button", { name: "Keep credential" }).click();
  await expect(card.getByText(/Header Authorization, kept by/)).toBeVisible();
  await page.reload();
  await expect(card.getByText(/Header Authorization, kept by/)).toBeVisible();
  expect(await page.content()).not.toContain(SECRET);
  await card.getByRole("button", { name: "Remove" }).click();
  await expect(card.getByText("No credential is kept")).toBeVisible();
  await expectAccessible();
});

test("whoever may not keep one does not see the card", async ({ page, signIn }) => {
  await signIn("engineer");
  await page.goto(PAGE);
  await expect(
    page.getByRole("link", { name: "Export" }).or(page.getByText("Trust of version")).first(),
  ).toBeVisible();
  await expect(page.getByRole("region", { name: "Credentials for scans" })).toHaveCount(0);
});
