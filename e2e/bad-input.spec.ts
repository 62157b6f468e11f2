import http from "node:http";
import type { APIRequestContext } from "@playwright/test";
import { createToken } from "./command-line.ts";
import { expect, test } from "./fixtures.ts";
import { ROUTES } from "./routes.ts";
import { signInAs } from "./sign-in.ts";

const base = () => process.env["E2E_BASE_URL"] ?? "";
const PAGES = Object.entries(ROUTES)
  .filter(([route, { at }]) => !route.startsWith("/api/") && !at.includes("{"))
  .map(([, { at }]) => at);
const APIS = [
  "/api/v1/search",
  "/api/v1/servers.csv",
  "/api/v1/imports",
  "/api/v1/exports/mcp-json",
  "/api/v1/requests",
  "/api/v1/servers",
  "/api/v1/servers/com.notion%2Fmcp/versions",
  "/api/v1/servers/com.notion/mcp/activity",
  "/api/v1/servers/com.notion%2Fmcp/trust",
  "/api/v1/servers/com.notion%2Fmcp/badge.svg",
  "/api/v1/audit/events",
  "/api/v1/notifications",
  "/v0.1/servers",
  "/v0.1/servers/ai.exa%2Fexa/versions",
  "/v0/servers/ai.exa/exa/versions/latest",
  "/r/engineering/v0.1/servers",
];

/** Whatever some page or route asks its address for. */
const NAMES =
  "q lifecycle model classification team category package transport origin quarantined sort view size after before saved cursor page from to version search state role show tag preview outcome format audience next problem error limit updated_since include_deleted option".split(
    " ",
  );
const VALUES = [
  "%00",
  "-1",
  "99999999999999999999",
  "%F0%9F%98%80%E2%80%AE%CC%81",
  "%ED%A0%80",
  "..%2F..%2Fetc%2Fpasswd",
  "'%22%3E%3Cscript%3E%7B%7B",
  "x".repeat(200),
  "__proto__",
];
const QUERIES = [
  ...VALUES.map((value) => NAMES.map((name) => `${name}=${value}`).join("&")),
  NAMES.map((name) => `${name}=a&${name}=b&${name}[]=c&${name}[x]=d`).join("&"),
  "__proto__=1&constructor=2&toString=3&hasOwnProperty=4&__proto__[polluted]=1",
  `q=${"x".repeat(6_000)}`,
  "%&=&&==%zz",
];

/** Next answers 200 before a page breaks; then the page carries the number of the error. */
const BROKEN = /(?:data-dgst="|"digest\\?":\\?")(?!NEXT_)/;

async function fine(address: string, headers: Record<string, string>): Promise<string[]> {
  const { status, text } = await rawGet(address, headers);
  if (status >= 500) return [`${status} ${address.slice(0, 200)}`];
  return BROKEN.test(text) ? [`broken page ${address.slice(0, 200)}`] : [];
}

/** As sent, without the tidying that fetch does. */
function rawGet(
  path: string,
  headers: Record<string, string>,
): Promise<{ status: number; text: string; headers: http.IncomingHttpHeaders }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(base());
    http
      .get({ hostname, port, path, headers, agent: false }, (answer) => {
        let text = "";
        answer.setEncoding("utf8");
        answer.on("data", (chunk: string) => (text += chunk));
        answer.on("end", () =>
          resolve({ status: answer.statusCode ?? 0, text, headers: answer.headers }),
        );
      })
      .on("error", reject);
  });
}

async function problems(paths: readonly string[], headers: Record<string, string>) {
  const found: string[] = [];
  const queue = [...paths];
  const work = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift())
      found.push(...(await fine(next, headers)));
  };
  await Promise.all([work(), work(), work(), work()]);
  return found;
}

async function administrator(request: APIRequestContext): Promise<Record<string, string>> {
  await signInAs(request, "admin");
  const { cookies } = await request.storageState();
  return { cookie: cookies.map(({ name, value }) => `${name}=${value}`).join("; ") };
}

test("no page breaks over its address", async ({ request }) => {
  test.setTimeout(180_000);
  const session = await administrator(request);
  const addresses = PAGES.flatMap((at) =>
    QUERIES.map((query) => `${at}${at.includes("?") ? "&" : "?"}${query}`),
  );
  expect(await problems(addresses, session)).toEqual([]);
});

test("no route of the API breaks over its address", async () => {
  const { token } = createToken("admin@acme.example", "catalog:read", "registry:read", "admin");
  const addresses = APIS.flatMap((at) => QUERIES.map((query) => `${at}?${query}`));
  expect(await problems(addresses, { authorization: `Bearer ${token}` })).toEqual([]);
  expect(await problems(addresses, {})).toEqual([]);
});

test("no path breaks, however it is written", async ({ request }) => {
  const session = await administrator(request);
  const parts = [...VALUES, "%2F", "%E0%A4%A", "%FF", "a%2Fb%2Fc", "..", "constructor", "%252e"];
  const folders = [
    "/servers/",
    "/servers/com.notion/",
    "/servers/com.notion/mcp/",
    "/servers/com.notion/mcp/versions/",
    "/teams/",
    "/admin/people/",
    "/admin/import/",
    "/admin/audiences/",
    "/api/v1/imports/",
    "/api/v1/exports/",
    "/v0.1/servers/",
    "/v0.1/servers/ai.exa%2Fexa/versions/",
    "/v0/",
    "/r/",
    "/r/engineering/v0.1/servers/",
  ];
  const paths = folders.flatMap((folder) =>
    parts.flatMap((part) => [`${folder}${part}`, `${folder}${part}/x`]),
  );
  expect(await problems(paths, session)).toEqual([]);
});

test("a body that is no document is refused with a reason, however large or broken", async () => {
  test.setTimeout(120_000);
  const { token } = createToken("admin@acme.example", "catalog:write");
  const document = {
    name: "bad-input.test/server",
    description: "Too large",
    version: "1.0.0",
  };
  const bodies: Record<string, Buffer> = {
    empty: Buffer.from(""),
    "broken JSON": Buffer.from('{"name": "bad-input.test/x", '),
    "ten megabytes in one word": Buffer.from(
      JSON.stringify({ ...document, description: "x".repeat(10 * 1024 ** 2) }),
    ),
    "ten megabytes of nothing": Buffer.alloc(10 * 1024 ** 2, " "),
    "deep nesting": Buffer.from("[".repeat(100_000)),
    "UTF-16": Buffer.from(`\ufeff${JSON.stringify(document)}`, "utf16le"),
    "no UTF-8": Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
    compressed: Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]),
    "a name that climbs": Buffer.from(JSON.stringify({ ...document, name: "../../etc/passwd" })),
    "a name that looks alike": Buffer.from(
      JSON.stringify({ ...document, name: "gith\u0443b.test/x" }),
    ),
    "a prototype": Buffer.from('{"__proto__":{"polluted":1},"name":{"toString":null}}'),
  };
  for (const [what, body] of Object.entries(bodies))
    for (const path of ["/api/v1/imports?filename=..%2F..%2Fx.json", "/v0.1/validate"]) {
      const answer = await fetch(`${base()}${path}`, {
        method: "POST",
        body: new Uint8Array(body),
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      }).catch(() => null);
      // Who sends more than anybody reads may find the connection closed before the answer.
      if (answer === null) {
        expect(body.byteLength, what).toBeGreaterThan(1024 ** 2);
        continue;
      }
      const text = await answer.text();
      const said = `${what} to ${path}: ${answer.status} ${text.slice(0, 300)}`;
      expect(answer.status, said).toBeLessThan(500);
      const refused =
        answer.status >= 400 || /"refused":[1-9]/.test(text) || /"valid":false/.test(text);
      expect(refused, said).toBe(true);
      expect(text, said).not.toMatch(/node_modules|at \w+ \(|\.ts:\d+/);
    }
  const found = await fetch(`${base()}/v0.1/servers?search=bad-input.test`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(await found.text()).not.toContain("bad-input.test");
});

test("every page has a strict policy, and no script or handler without its nonce", async ({
  request,
}) => {
  const session = await administrator(request);
  for (const at of [...PAGES, "/nowhere", "/servers/no.such/server"]) {
    const { status, headers, text } = await rawGet(at, session);
    if (status >= 300 && status < 400) continue;
    const policy = String(headers["content-security-policy"]);
    const nonce = /'nonce-([^']{16,})'/.exec(policy)?.[1];
    expect(nonce, at).toBeTruthy();
    const scripts = /script-src[^;]*/.exec(policy)?.[0] ?? "";
    expect(scripts, at).not.toMatch(/unsafe-inline|unsafe-eval|\*|https?:/);
    expect(policy, at).toMatch(/object-src 'none'/);
    expect(policy, at).toMatch(/base-uri '(none|self)'/);
    expect(policy, at).toMatch(/frame-ancestors 'none'/);
    const tags = text.match(/<script\b[^>]*>/g) ?? [];
    expect(tags.length, at).toBeGreaterThan(0);
    expect(
      tags.filter((tag) => !tag.includes(`nonce="${nonce}"`)),
      at,
    ).toEqual([]);
    expect(text.match(/<[a-z][^<>"]*(?:"[^"]*"[^<>"]*)*\son\w+=/gi) ?? [], at).toEqual([]);
    expect(headers["x-content-type-options"], at).toBe("nosniff");
  }
  const again = await rawGet("/servers", session);
  const first = await rawGet("/servers", session);
  expect(again.headers["content-security-policy"]).not.toBe(
    first.headers["content-security-policy"],
  );
});
