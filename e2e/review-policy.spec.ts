import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import path from "node:path";
import { expect, test } from "./fixtures.ts";

// One after the other: there is one draft of the policy, and one policy in force.
test.describe.configure({ mode: "default" });

const run = (script: string, argument: string) =>
  execFileSync(process.execPath, [path.resolve(`e2e/${script}`), argument], {
    env: { ...process.env, DATA_DIR: process.env["E2E_DATA_DIR"] },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });

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

test("what stands below the least trust level is not approved, until a better scan is there", async ({
  page,
  signIn,
  expectAccessible,
}) => {
  test.setTimeout(120_000);
  const { server, request } = JSON.parse(run("least-trust.ts", "2")) as Record<string, string>;
  try {
    await signIn("engineer");
    await page.goto("/admin/review-policy");
    await expect(page.getByText("Least trust for confidential data").first()).toBeVisible();

    await signIn("security-1");
    await page.goto(`/requests/${request ?? ""}`);
    // The first thing that a reviewer reads.
    const evidence = page.getByRole("region", { name: "Evidence" });
    await expect(evidence.getByRole("heading").first()).toHaveText("Trust");
    const trust = page.getByRole("region", { name: "Trust", exact: true });
    await expect(trust.getByText("MTF-adapted L1 Basic")).toBeVisible();
    await expect(trust.getByText("Too low to be approved")).toBeVisible();
    await expect(trust.getByText("What is missing for L2 Standard")).toBeVisible();
    await expect(trust.getByRole("link", { name: "Vulnerability Scanning" })).toBeVisible();
    await expectAccessible();

    const bar = page.getByRole("region", { name: "Decision", exact: true });
    const approve = async () => {
      await bar.getByText("Approve…", { exact: true }).click();
      await bar.getByLabel("Reason").locator("visible=true").fill("Looked at it.");
      await bar.getByRole("button", { name: "Approve", exact: true }).click();
    };
    await approve();
    await expect(
      bar
        .getByText(/L2 Standard or higher for confidential data.*stands at MTF-adapted L1 Basic/)
        .first(),
    ).toBeVisible();

    const at = new Date(Date.now() - 60_000).toISOString();
    run("record-scan.ts", JSON.stringify({ server, at, changes: {} }));
    await page.reload();
    await expect(trust.getByText("It has that.")).toBeVisible();
    await approve();
    await expect(bar).toContainText("You: approved");
  } finally {
    run("least-trust.ts", "0");
  }
});

test("a new server below the least level is refused before it is there, and its approval takes over a better scan", async ({
  page,
  signIn,
}) => {
  test.setTimeout(180_000);
  const be = async (account: Parameters<typeof signIn>[0]) => {
    await page.context().clearCookies();
    await signIn(account);
  };
  const name = `journey.${randomUUID().slice(0, 8)}/least`;
  const record = (minutesAgo: number, changes: object) => {
    const at = new Date(Date.now() - minutesAgo * 60_000).toISOString();
    const request = address.slice("/requests/".length);
    run("record-submission.ts", JSON.stringify({ request, at, changes }));
  };
  run("least-trust.ts", "2");
  let address = "";
  try {
    await be("engineer");
    await page.goto("/requests/new?kind=list_server");
    await page.getByLabel("server.json").fill(JSON.stringify(newServer(name)));
    await page.getByLabel("Most sensitive data it touches").selectOption("confidential");
    await page.getByLabel("Where it will run").first().selectOption("self_hosted");
    await page.getByLabel("Owner team").selectOption("platform");
    await page.getByLabel("Justification").fill("Our agents need it.");
    await page.getByRole("button", { name: "Submit for review" }).click();
    await page.waitForURL(/\/requests\/R-\d+$/);
    address = new URL(page.url()).pathname;
  } finally {
    run("least-trust.ts", "0");
  }
  const trust = page.getByRole("region", { name: "Trust", exact: true });
  const bar = page.getByRole("region", { name: "Decision", exact: true });
  const approve = async () => {
    await bar.getByText("Approve…", { exact: true }).click();
    await bar.getByLabel("Reason").locator("visible=true").fill("Looked at it.");
    await bar.getByRole("button", { name: "Approve", exact: true }).click();
  };
  record(3, { "SC-02": WEAK });
  await be("security-1");
  await page.goto(address);
  await expect(trust.getByText("MTF-adapted L1 Basic")).toBeVisible();
  await expect(trust.getByText("Too low to be approved")).toBeVisible();
  await expect(trust.getByText("left-pad has a known weakness")).toBeVisible();
  await approve();
  await expect(bar.getByText(/L2 Standard or higher for confidential data/).first()).toBeVisible();

  record(1, {});
  await page.reload();
  await expect(trust.getByText("It has that.")).toBeVisible();
  await approve();
  await expect(bar).toContainText("You: approved");
  await be("security-2");
  await page.goto(address);
  await approve();
  await expect(page.getByRole("link", { name: "Open the server" })).toBeVisible();
  await page.goto(`/servers/${name}/trust`);
  const glance = page.getByRole("region", { name: "Trust of version 1.0.0 at a glance" });
  await expect(glance).toContainText("MTF-adapted L4 Attested");
  await expect(page.getByText(/A scan is (waiting|running)/)).toHaveCount(0);
});

/** Of a package that no registry has: what the worker itself finds about it is nothing. */
const newServer = (name: string) => ({
  $schema: "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json",
  name,
  description: "Made by a journey",
  version: "1.0.0",
  packages: [
    {
      registryType: "npm",
      identifier: "@gatehouse-journeys/is-not-there",
      version: "1.0.0",
      transport: { type: "stdio" },
    },
  ],
});
const WEAK = {
  status: "fail",
  failsFromLevel: 2,
  detail: "One known weakness.",
  findings: [
    {
      code: "SC-02/known",
      severity: "high",
      action: "block",
      title: "left-pad has a known weakness",
      file: "package.json",
      line: 12,
      remediation: "Update left-pad to 1.3.1 or later.",
    },
  ],
};
