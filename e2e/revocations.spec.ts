import { createToken, importFile } from "./command-line.ts";
import { expect, test } from "./fixtures.ts";

// One worker: what is revoked here is lifted again by the next test.
test.describe.configure({ mode: "default" });

const NAME = "journey.test/revoked";
const PACKAGE = "@gatehouse-journeys/revoked";
const PAGE = `/servers/${NAME}`;
const REASON = "The last release reads the keys of its users.";

test.beforeAll(() => {
  importFile(
    [
      {
        name: NAME,
        title: "Journey revoked",
        description: "Is revoked by the journeys.",
        version: "1.0.0",
        packages: [
          {
            registryType: "npm",
            identifier: PACKAGE,
            version: "1.0.0",
            transport: { type: "stdio" },
          },
        ],
      },
    ],
    "--approve",
  );
});

test("security revokes a package: clients do not get it at once, and its page says who, why and since when", async ({
  page,
  signIn,
  expectAccessible,
}) => {
  await signIn("security-1");
  await page.goto("/revocations");
  const { token } = createToken("security-2@acme.example", "registry:read");
  const status = async () => {
    const headers = { authorization: `Bearer ${token}` };
    const at = `/v0.1/servers/${encodeURIComponent(NAME)}/versions/latest`;
    return (await page.request.get(at, { headers })).status();
  };
  expect(await status()).toBe(200);
  await page.getByLabel("What", { exact: true }).fill(`npm:${PACKAGE}@1.0.0`);
  await page.getByLabel("Kind").selectOption("malicious");
  await page.getByLabel("Reason").fill(REASON);
  await page.getByRole("button", { name: "Revoke" }).click();
  await expect(page.getByText("Clients do not get it any more")).toBeVisible();
  // The keyboard goes on from where it was.
  await expect(page.getByRole("button", { name: "Revoke", exact: true })).toBeFocused();
  await expect(page.getByText(REASON).first()).toBeVisible();
  await expect(page.getByText("somebody else has to lift it").first()).toBeVisible();
  await expectAccessible();
  await expect.poll(status, { timeout: 60_000 }).toBe(404);

  await page.goto(PAGE);
  await expect(page.getByText("Revoked: remove it where it is set up")).toBeVisible();
  await expect(page.getByText(REASON).first()).toBeVisible();
  await expect(page.getByRole("link", { name: "Why not to connect" })).toBeVisible();
  await expectAccessible();
  await page.goto(`${PAGE}/versions`);
  await expect(page.getByText("Revoked", { exact: true }).first()).toBeVisible();
});

test("an administrator lifts what somebody else revoked, with a reason", async ({
  page,
  signIn,
  expectAccessible,
}) => {
  await signIn("admin");
  await page.goto("/revocations");
  const card = page.getByRole("region", { name: `npm:${PACKAGE}@1.0.0` });
  await card.getByText("Lift the revocation").click();
  await expectAccessible();
  await card.getByLabel("Why it may be used again").fill("The release was replaced.");
  await card.getByRole("button", { name: "Lift revocation" }).click();
  await expect(card).toHaveCount(0);
  await page.goto("/revocations?state=all");
  await expect(page.getByText("The release was replaced.")).toBeVisible();
  await page.goto(PAGE);
  await expect(page.getByText("Revoked: remove it where it is set up")).toHaveCount(0);
});

test("a compromise is worked off step by step, and lifted when all of them are on record", async ({
  page,
  signIn,
  expectAccessible,
}) => {
  await signIn("security-1");
  await page.goto("/revocations");
  await page.getByLabel("What", { exact: true }).fill(`npm:${PACKAGE}@1.0.0`);
  await page.getByLabel("Kind").selectOption("compromised");
  await page.getByLabel("Reason").fill("Its publisher lost a laptop.");
  await page.getByRole("button", { name: "Revoke" }).click();
  const card = page.getByRole("region", { name: `npm:${PACKAGE}@1.0.0` });
  await expect(card.getByText("After the compromise")).toBeVisible();
  await expect(card.getByText("It is lifted once its recovery is finished")).toBeVisible();
  await card.getByText("Write down: verify").click();
  await expectAccessible();
  for (const step of ["verify", "reset", "review"]) {
    if (step !== "verify") await card.getByText(`Write down: ${step}`).click();
    await card.getByLabel("What was done, and what came of it").fill(`Done: ${step}.`);
    await card.getByRole("button", { name: `Record ${step}` }).click();
    await expect(card.getByText(`Done: ${step}.`)).toBeVisible();
  }
  await expect(card.getByText("somebody else has to lift it")).toBeVisible();

  await signIn("admin");
  await page.goto("/revocations");
  await card.getByText("Lift the revocation").click();
  await card.getByLabel("Why it may be used again").fill("They are back in control.");
  await card.getByRole("button", { name: "Lift revocation" }).click();
  await expect(card).toHaveCount(0);
});

test("an administrator records a publisher, copies its proof and looks for it", async ({
  page,
  signIn,
  expectAccessible,
}) => {
  await signIn("admin");
  await page.goto("/publishers");
  await page.getByLabel("Name", { exact: true }).fill("Journey publisher");
  await page.getByLabel("Known by").selectOption("domain");
  await page.getByLabel("Domain, organisation or team").fill("journey-publisher.test");
  await page.getByRole("textbox", { name: /^Namespaces/ }).fill("test.journey-publisher");
  await page.getByRole("button", { name: "Add publisher" }).click();
  await page.getByRole("link", { name: "Journey publisher" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Journey publisher" })).toBeVisible();
  await expect(page.getByText(/gatehouse-verification=/).first()).toBeVisible();
  await page.getByRole("button", { name: "Look for the proof now" }).click();
  // Whatever DNS says of a name that cannot be there: it is not called verified.
  await expect(page.getByText(/Not proven yet\. DNS record: /)).toBeVisible({ timeout: 60_000 });
  await expectAccessible();
});
