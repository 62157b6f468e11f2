import { randomUUID } from "node:crypto";
import type { APIRequestContext } from "@playwright/test";
import { createToken } from "./command-line.ts";
import { expect, test } from "./fixtures.ts";

const NAME = "com.notion/mcp";
const tokenOf = (account: string) => createToken(`${account}@acme.example`).token;

/** As a pipeline calls it: a token, no cookies. */
const as = (token: string, more: Record<string, string> = {}) => ({
  headers: { authorization: `Bearer ${token}`, ...more },
});

const asked = () => {
  const name = `com.example/journey-${randomUUID().slice(0, 8)}`;
  return {
    kind: "list_server",
    server: {
      $schema: "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json",
      name,
      description: "Asked for by a script",
      version: "1.0.0",
      remotes: [{ type: "streamable-http", url: "https://mcp.example.com/mcp" }],
    },
    justification: "A pipeline needs it.",
    ownerTeam: "platform",
    dataClassification: "internal",
    deploymentModel: "cloud",
  };
};

type Made = { id: string; number: string; revision: number; state: string };
async function ask(request: APIRequestContext, token: string, key: string, data: object) {
  const headers = { authorization: `Bearer ${token}`, "idempotency-key": key };
  const answer = await request.post("/api/v1/requests", { headers, data });
  return { answer, text: await answer.text() };
}

test("the description opens without signing in, reads well and runs no script", async ({
  page,
  expectAccessible,
}) => {
  const answer = await page.goto("/api/docs");
  expect(answer?.headers()["content-security-policy"]).toMatch(/style-src 'nonce-[^']+';/);
  expect(answer?.headers()["content-security-policy"]).not.toContain("unsafe");
  await page.getByRole("link", { name: "POST /requests/{id}/decisions" }).click();
  await expect(page.getByRole("heading", { name: "/requests/{id}/decisions" })).toBeInViewport();
  expect(await page.locator("script").count()).toBe(0);
  // The nonce let the style in.
  expect(await page.locator("nav").evaluate((nav) => getComputedStyle(nav).position)).toBe(
    "sticky",
  );
  // One function writes every section: a minute would go into looking at all of them, twice.
  await page.locator("main section").evaluateAll((all) => {
    for (const section of all.slice(25)) section.remove();
  });
  await expectAccessible();
});

test("the slash of a name may be written as it is, or encoded once", async ({ request }) => {
  const token = tokenOf("engineer");
  const encoded = encodeURIComponent(NAME);
  for (const name of [NAME, encoded, encoded.toLowerCase()]) {
    const one = await request.get(`/api/v1/servers/${name}`, as(token));
    expect([name, ((await one.json()) as { name?: string }).name]).toEqual([name, NAME]);
    const below = await request.get(`/api/v1/servers/${name}/versions?limit=1`, as(token));
    expect([name, below.status()]).toEqual([name, 200]);
  }
  for (const name of ["com.notion", encodeURIComponent(encoded), "no.such/thing"])
    expect((await request.get(`/api/v1/servers/${name}`, as(token))).status()).toBe(404);
});

test("an address that leads nowhere answers programs, not people", async ({ request }) => {
  for (const path of ["/api/v1/nothing", `/api/v1/servers/${NAME}/nothing`]) {
    const answer = await request.get(path);
    expect(answer.status()).toBe(404);
    expect(answer.headers()["content-type"]).toBe("application/problem+json");
  }
});

test("a method that an address does not have is refused with those it has", async ({ request }) => {
  const token = tokenOf("engineer");
  for (const [method, path, allow] of [
    ["DELETE", "/api/v1/requests/R-7", "GET, PUT, HEAD, OPTIONS"],
    ["PUT", "/api/v1/requests/next", "GET, HEAD, OPTIONS"],
    ["GET", `/api/v1/servers/${NAME}/quarantine`, "POST, OPTIONS"],
    ["PATCH", "/api/v1/imports", "GET, POST, HEAD, OPTIONS"],
  ] as const) {
    const answer = await request.fetch(path, { method, ...as(token) });
    expect([path, answer.status(), answer.headers()["allow"]]).toEqual([path, 405, allow]);
    expect(await answer.json()).toMatchObject({ status: 405, code: "method_not_allowed" });
    const told = await request.fetch(path, { method: "OPTIONS" });
    expect([path, told.status(), told.headers()["allow"]]).toEqual([path, 204, allow]);
  }
});

test("an administrator's script makes an audience, fills it, and takes it away again", async ({
  request,
}) => {
  const admin = as(createToken("admin@acme.example", "admin").token);
  const slug = `journey-${randomUUID().slice(0, 8)}`;
  const at = `/api/v1/audiences/${slug}`;
  const made = await request.post("/api/v1/audiences", {
    ...admin,
    data: { slug, name: "Script" },
  });
  expect([made.status(), made.headers()["location"]]).toEqual([201, at]);
  const added = await request.post(`${at}/servers`, { ...admin, data: { names: [NAME] } });
  expect(await added.json()).toEqual({ audience: "Script", added: 1 });
  for (const status of [200, 404])
    expect((await request.delete(`${at}/servers/${NAME}`, admin)).status()).toBe(status);
  expect((await request.delete(at, admin)).status()).toBe(200);
  expect((await request.get(at, admin)).status()).toBe(404);
});

test("the tokens page leads to the description of what a token can ask for", async ({
  page,
  signIn,
}) => {
  await signIn("engineer");
  await page.goto("/tokens");
  await page.getByRole("link", { name: "API documentation" }).click();
  await expect(page.getByRole("heading", { name: "Management API" })).toBeVisible();
});

test("a script asks for a server once, however often it repeats itself, and a reviewer answers", async ({
  request,
}) => {
  const [engineer, reviewer] = [tokenOf("engineer"), tokenOf("security-1")];
  const [key, data] = [randomUUID(), asked()];
  const first = await ask(request, engineer, key, data);
  expect(first.answer.status()).toBe(201);
  const again = await ask(request, engineer, key, data);
  expect([again.answer.status(), again.text]).toEqual([201, first.text]);
  expect(again.answer.headers()["idempotency-replayed"]).toBe("true");
  expect((await ask(request, engineer, key, asked())).answer.status()).toBe(422);

  const { number, revision } = JSON.parse(first.text) as Made;
  const at = `/api/v1/requests/${number}`;
  const read = await request.get(at, as(reviewer));
  expect(read.headers()["etag"]).toBe(`"${revision}"`);
  const decision = { decision: "request_changes", reason: "Say who will use it." };
  const own = await request.post(`${at}/decisions`, {
    ...as(engineer),
    data: { ...decision, revision },
  });
  expect(own.status()).toBe(403);
  const stale = await request.post(`${at}/decisions`, {
    ...as(reviewer, { "if-match": `"${revision + 1}"` }),
    data: decision,
  });
  expect(stale.status()).toBe(412);
  const decided = await request.post(`${at}/decisions`, {
    ...as(reviewer, { "if-match": `"${revision}"` }),
    data: decision,
  });
  expect([decided.status(), ((await decided.json()) as Made).state]).toEqual([
    201,
    "changes_requested",
  ]);

  const log = await request.get(
    `/api/v1/audit/events?targetKind=request&targetId=${number}`,
    as(reviewer),
  );
  const { events } = (await log.json()) as { events: { action: string }[] };
  expect(events.map(({ action }) => action)).toEqual(["request.request_changes", "request.submit"]);
  const withdrawn = await request.post(`${at}/withdraw`, { ...as(engineer), data: {} });
  expect(withdrawn.status()).toBe(200);
});

test("a body that is too large, or no JSON, is refused as a problem", async ({ request }) => {
  const token = tokenOf("engineer");
  const sent = (type: string, data: string) =>
    request.post("/api/v1/requests", { ...as(token, { "content-type": type }), data });
  expect((await sent("text/plain", "{}")).status()).toBe(415);
  expect((await sent("application/json", "{")).status()).toBe(400);
  const large = await sent("application/json", JSON.stringify({ q: "x".repeat(1_100_000) }));
  expect([large.status(), large.headers()["content-type"]]).toEqual([
    413,
    "application/problem+json",
  ]);
});
