import { globSync } from "node:fs";
import path from "node:path";
import type { APIRequestContext } from "@playwright/test";
import { importFile } from "./command-line.ts";
import { expect, test } from "./fixtures.ts";
import { changeLog } from "./log-changes.ts";
import { ROUTES } from "./routes.ts";
import { signInAs } from "./sign-in.ts";

const ROLES = { E: "engineer", S: "security-1", A: "admin", U: "auditor" } as const;
const REFUSED = "This page is not for your role";

/** A browser sends these itself when it follows a link or types an address. */
const get = (request: APIRequestContext, address: string) =>
  request.get(address.replace("{run}", run).replace("{record}", record).replace("{sink}", sink), {
    maxRedirects: 0,
  });

const DOCUMENT = {
  name: "authorization.test/matrix",
  description: "Imported so that the matrix has a run to look at.",
  version: "1.0.0",
};

let run = "";
let record = "";
let sink = "";
test.beforeAll(async ({ playwright, baseURL }) => {
  run = importFile([DOCUMENT]).runId;
  const request = await playwright.request.newContext({ baseURL: baseURL ?? "" });
  await signInAs(request, "auditor");
  const { events } = (await (await request.get("/api/v1/audit/events?limit=1")).json()) as {
    events: { id: string }[];
  };
  record = events[0]?.id ?? "";
  await request.dispose();
  sink = await changeLog(
    { playwright, at: baseURL ?? "" },
    {
      kind: "sink.create",
      payload: {
        name: `Matrix ${Date.now()}`,
        config: { kind: "file", format: "json", folder: "matrix" },
        filter: { actions: ["sink.create"] },
      },
    },
  );
});

test("every page and route has a row in the matrix, and every row a file", () => {
  const files = globSync("app/**/{page.tsx,route.ts}").map(
    (file) =>
      `/${path
        .dirname(file)
        .split(path.sep)
        .slice(1)
        .filter((part) => !part.startsWith("("))
        .join("/")}`,
  );
  expect(files.sort()).toEqual(Object.keys(ROUTES).sort());
});

test.describe("signed out", () => {
  for (const [route, row] of Object.entries(ROUTES).filter(([, { may }]) => may !== "open"))
    test(`${route} is closed`, async ({ request }) => {
      const { at, may, only: method } = row;
      const answer = method ? await request.fetch(at, { method }) : await get(request, at);
      if (route.startsWith("/api/")) expect(answer.status()).toBe(401);
      else {
        expect(answer.status()).toBe(307);
        expect(answer.headers()["location"]).toMatch(/^(http:\/\/[^/]+)?\/sign-in/);
      }
      expect(may).not.toBe("");
    });

  for (const trick of [
    { "x-middleware-subrequest": "proxy:proxy:proxy:proxy:proxy" },
    { rsc: "1", "next-router-prefetch": "1" },
    { cookie: "gatehouse.{port}=forged; __Host-gatehouse=forged" },
    { "x-http-method-override": "GET", "x-original-url": "/api/health/live" },
  ])
    test(`headers ${JSON.stringify(trick)} open nothing`, async ({ request, baseURL }) => {
      const headers = Object.fromEntries(
        Object.entries(trick).map(([name, value]) => [
          name,
          value.replace("{port}", new URL(baseURL ?? "").port),
        ]),
      );
      for (const at of [
        "/servers",
        "/admin/people",
        "/servers?_rsc=1",
        "//servers",
        "/./admin",
        "/%61dmin",
      ]) {
        const answer = await request.get(`${baseURL}${at}`, { headers, maxRedirects: 5 });
        const text = await answer.text();
        expect(text, at).not.toContain("admin@acme.example</td>");
        expect(text, at).not.toContain('aria-label="Main"');
      }
    });
});

for (const [letter, account] of Object.entries(ROLES))
  test(`${account} gets exactly the pages and routes of the matrix`, async ({ request }) => {
    await signInAs(request, account);
    for (const [route, { at, may, only, missing }] of Object.entries(ROUTES)) {
      if (may === "open" || route === "/" || only) continue;
      const answer = await get(request, at);
      const allowed = may.includes(letter);
      if (route.startsWith("/api/")) {
        const status = missing ? 404 : 200;
        expect([route, answer.status()]).toEqual([route, allowed ? status : 403]);
        continue;
      }
      // An encoded name leads to its server, whose page decides.
      const status = route === "/servers/[namespace]" ? 307 : missing && allowed ? 404 : 200;
      expect([route, answer.status()]).toEqual([route, status]);
      expect([route, (await answer.text()).includes(REFUSED)]).toEqual([route, !allowed]);
    }
  });

test("a form of another site changes nothing, even with the person's cookie", async ({
  request,
  baseURL,
}) => {
  await signInAs(request, "admin");
  for (const origin of [undefined, "https://evil.example", "null"]) {
    const answer = await request.post("/api/v1/imports?filename=x.json", {
      data: JSON.stringify([DOCUMENT]),
      headers: { "content-type": "text/plain", ...(origin ? { origin } : {}) },
    });
    expect(answer.status(), String(origin)).toBe(403);
  }
  const own = await request.post("/api/v1/imports?filename=x.json", {
    data: JSON.stringify([DOCUMENT]),
    headers: { "content-type": "application/json", origin: baseURL ?? "" },
  });
  expect(own.ok()).toBe(true);
});
