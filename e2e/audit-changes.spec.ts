import { expect, test } from "./fixtures.ts";

test("an administrator proposes how long events are kept, cannot confirm it, and an auditor does", async ({
  page,
  signIn,
  expectAccessible,
}) => {
  const days = String(400 + Math.floor(Math.random() * 30_000));
  const words = `${Number(days).toLocaleString("en")} days`;
  const reason = `Our policy, for ${days} days.`;

  await signIn("admin");
  await page.goto("/admin/log");
  const retention = page.getByRole("region", { name: "How long records are kept" });
  await retention.getByText("Propose another time").click();
  const form = retention.locator("form").first();
  await form.getByLabel("Records").selectOption({ label: "Events" });
  await form.getByLabel("Days").fill("10");
  await form.getByLabel("Why").fill(reason);
  await form.getByRole("button", { name: "Propose this time" }).click();
  await expect(
    form.getByText("These are kept for at least 90 days.", { exact: true }),
  ).toBeVisible();
  await form.getByLabel("Days").fill(days);
  await form.getByRole("button", { name: "Propose this time" }).click();
  await expect(
    form.getByText(/Nothing changes until somebody else confirms it: .+ can/),
  ).toBeVisible();

  // Who proposed it sees who can confirm it, and no button to do so.
  const proposal = page
    .getByRole("region", { name: "Keep records for a time" })
    .filter({ hasText: reason });
  await expect(proposal.getByText(words)).toBeVisible();
  await expect(proposal.getByText(/You proposed this: somebody else has to decide/)).toBeVisible();
  await expect(proposal.getByText(/can \(role auditor\)/)).toBeVisible();
  await expect(proposal.getByRole("button", { name: /Confirm/ })).toHaveCount(0);
  await expect(retention.getByRole("row", { name: /Events/ })).not.toContainText(words);
  await expectAccessible();

  await signIn("auditor");
  await page.goto("/admin/log");
  await expect(retention.getByText("Propose another time")).toHaveCount(0);
  await proposal.getByRole("button", { name: /^Confirm/ }).click();
  const dialog = page.getByRole("dialog", { name: "Keep records for a time?" });
  await dialog.getByLabel("Note").fill("As our policy says.");
  await expectAccessible();
  await dialog.getByRole("button", { name: "Confirm" }).click();
  await expect(proposal).toHaveCount(0);
  await expect(retention.getByRole("row", { name: /Events/ })).toContainText(words);
  const decided = page.getByRole("region", { name: "Decided" });
  await expect(decided.getByText(words).first()).toBeVisible();
  await expect(decided.getByText("As our policy says.").first()).toBeVisible();

  // The log shows both, whatever others propose meanwhile.
  const found = await page.request.get("/api/v1/audit/events?action=change.&limit=50");
  const { events } = (await found.json()) as {
    events: { action: string; actor: { name: string }; target: { id: string } }[];
  };
  const proposed = events.find(
    (event) => event.action === "change.propose" && JSON.stringify(event).includes(days),
  );
  const own = events.filter(({ target }) => target.id === proposed?.target.id);
  expect(own.map(({ action }) => action)).toEqual(["change.confirm", "change.propose"]);
  expect(own[0]?.actor.name).not.toBe(own[1]?.actor.name);
});

test("an engineer is told whose page this is", async ({ page, signIn }) => {
  await signIn("engineer");
  await page.goto("/admin/log");
  await expect(page.getByText("This page is not for your role")).toBeVisible();
});
