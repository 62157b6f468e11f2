import type { Page } from "@playwright/test";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import path from "node:path";
import {
  freePort,
  newDataDir,
  startProduct,
  type Product,
} from "../scripts/lifecycle/run-product.ts";
import { expect, test } from "./fixtures.ts";
import { startOidcProvider } from "./oidc-provider.ts";

test.describe.configure({ mode: "serial", timeout: 120_000 });

let product: Product;
let settings: Record<string, string>;
let provider: Awaited<ReturnType<typeof startOidcProvider>>;
const accounts = {
  ada: { email: "ada@company.example", name: "Account A", groups: ["staff", "sec-team"] },
  ben: { email: "ben@company.example", name: "Account B", groups: ["staff"] },
};

test.beforeAll(async () => {
  const port = String(await freePort());
  const url = `http://127.0.0.1:${port}`;
  provider = await startOidcProvider(accounts, `${url}/api/auth/callback/oidc`);
  settings = {
    PORT: port,
    DATA_DIR: newDataDir(),
    GATEHOUSE_SEED: "none",
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_ID: "gatehouse",
    OIDC_CLIENT_SECRET: "a-secret-of-the-test",
    OIDC_NAME: "Company ID",
    OIDC_ROLE_MAP: "sec-team=security,it-admins=admin",
  };
  product = await startProduct(settings);
});

test.afterAll(async () => {
  await product?.stop();
  provider?.stop();
  if (product) fs.rmSync(product.dataDir, { recursive: true, force: true });
});

async function signInAs(page: Page, account: string): Promise<void> {
  await page.goto(`${product.url}/servers`);
  await page.getByRole("button", { name: "Continue with Company ID" }).click();
  await page.getByPlaceholder("Enter any login").fill(account);
  await page.getByPlaceholder("and password").fill("anything");
  await page.getByRole("button", { name: "Sign-in" }).click();
  await page.getByRole("button", { name: "Continue" }).click();
}

function cli(...args: string[]): string {
  return execFileSync(process.execPath, [path.resolve("scripts/gatehouse.ts"), ...args], {
    env: { ...process.env, DATA_DIR: product.dataDir },
    encoding: "utf8",
  });
}

test("a person signs in through the company's provider and gets the roles of their groups", async ({
  page,
}) => {
  await signInAs(page, "ada");
  await page.waitForURL(`${product.url}/servers**`);
  await expect(page.getByRole("button", { name: /Account A/ })).toBeVisible();
  const people = JSON.parse(cli("user", "list", "--json")) as { email: string; roles: string[] }[];
  expect(people.find((person) => person.email === "ada@company.example")?.roles).toEqual([
    "engineer",
    "security",
  ]);
});

test("the demo sign-in is not offered beside single sign-on", async ({ page }) => {
  await page.goto(`${product.url}/sign-in`);
  await expect(page.getByRole("button", { name: "Continue with Company ID" })).toBeVisible();
  await expect(page.getByText("Demo sign-in")).toHaveCount(0);
});

test("a disabled person loses access at once and cannot come back", async ({ page }) => {
  await signInAs(page, "ben");
  await page.waitForURL(`${product.url}/servers**`);

  cli("user", "disable", "--email", "ben@company.example", "--reason", "Left the company");
  await page.goto(`${product.url}/servers`);
  await expect(page).toHaveURL(/\/sign-in/);

  await page.getByRole("button", { name: "Continue with Company ID" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "You were not let in" })).toBeVisible();
});

test("signing out ends the session on the server, not only the cookie", async ({
  page,
  context,
}) => {
  await signInAs(page, "ada");
  await page.waitForURL(`${product.url}/servers**`);
  const cookies = await context.cookies();
  await page.getByRole("button", { name: /Account A/ }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL(/\/sign-in/);

  await context.addCookies(cookies);
  await page.goto(`${product.url}/servers`);
  await expect(page).toHaveURL(/\/sign-in/);
});

test("a fresh sign-in asks the provider to have the person sign in anew, and replaces the session", async ({
  page,
  context,
}) => {
  await signInAs(page, "ada");
  await page.waitForURL(`${product.url}/servers**`);
  const before = await context.cookies();

  await page.goto(`${product.url}/sign-in?fresh=1&next=%2Ftokens`);
  const asked = page.waitForRequest((request) =>
    request.url().startsWith(`${provider.issuer}/auth`),
  );
  await page.getByRole("button", { name: "Sign in again with Company ID" }).click();
  const { searchParams } = new URL((await asked).url());
  expect(searchParams.get("prompt")).toBe("login");
  expect(searchParams.get("max_age")).toBe("0");

  // The provider remembers the person, and asks them all the same.
  await page.getByPlaceholder("Enter any login").fill("ada");
  await page.getByPlaceholder("and password").fill("anything");
  await page.getByRole("button", { name: "Sign-in" }).click();
  await page.waitForURL(`${product.url}/tokens`);

  await context.clearCookies();
  await context.addCookies(before);
  await page.goto(`${product.url}/tokens`);
  await expect(page).toHaveURL(/\/sign-in/);
});

type Told = {
  actor: { name: string };
  after: { reason?: string; repeated?: number };
  target: { name: string | null };
};
async function recordsOf(filter: string): Promise<Told[]> {
  const scope = ["--scope", "audit:read", "--expires-days", "1", "--json"];
  const made = cli("token", "create", "--email", "ada@company.example", ...scope);
  const { token } = JSON.parse(made) as { token: string };
  const answer = await fetch(`${product.url}/api/v1/audit/events?limit=100&${filter}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return ((await answer.json()) as { events: Told[] }).events;
}

test("the log has who signed in, and whom the provider's answer did not let in", async () => {
  const signIns = await recordsOf("action=session.start&actor=ada@company.example");
  expect(signIns.length).toBeGreaterThan(0);
  expect(new Set(signIns.map(({ actor }) => actor.name))).toEqual(new Set(["Account A"]));

  const refused = await recordsOf("action=authorization.refuse");
  const ofBen = refused.filter(({ after }) => after.reason === "account_disabled");
  expect(ofBen.map(({ target }) => target.name)).toEqual(["Account B"]);
});

test("refused sign-ins that were only counted are in the log when the product was stopped", async () => {
  for (let n = 0; n < 30; n += 1) await fetch(`${product.url}/api/auth/callback/oidc`);
  const gone = once(product.process, "exit");
  product.process.kill("SIGINT");
  await gone;
  product = await startProduct(settings);
  const refused = await recordsOf("action=authorization.refuse");
  const strangers = refused.filter(({ after }) => after.reason === "state");
  const count = strangers.reduce((sum, { after }) => sum + (after.repeated ?? 1), 0);
  expect([strangers.length, count]).toEqual([21, 30]);
});
