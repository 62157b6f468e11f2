import { randomUUID } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { SESSION_COOKIE } from "#lib/auth/cookie.ts";
import { userContext } from "#lib/testing/context.ts";
import { createServer, createUser } from "#lib/testing/factories.ts";
import { createToken } from "#lib/tokens/create-token.ts";
import { GET as search } from "../search/route.ts";
import { GET } from "./route.ts";

let authorization = "";
beforeAll(async () => {
  const user = await createUser();
  const { token } = await createToken(userContext("engineer", { id: user.id }), {
    name: "test",
    scopes: ["catalog:read"],
    expiresInDays: 1,
  });
  authorization = `Bearer ${token}`;
});

const route = { params: Promise.resolve({}) };
const call = (handler: typeof GET, path: string, headers: Record<string, string> = {}) =>
  handler(new Request(`http://x/api/v1/${path}`, { headers }), route);

test("the file holds what the reader may see and the filters leave, safe for spreadsheets", async () => {
  const tag = `t${randomUUID()}`;
  const shown = await createServer({ categories: [tag] }, { title: "=HYPERLINK(1)" });
  await createServer({ categories: [tag], lifecycle: "in_review" });
  await createServer({ categories: [tag], lifecycle: "candidate" });

  const response = await call(GET, `servers.csv?category=${tag}`, { authorization });
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("text/csv; charset=utf-8");
  expect(response.headers.get("cache-control")).toBe("private, no-store");
  const lines = (await response.text()).trimEnd().split("\r\n");
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatch(/^name,title,description,lifecycle/);
  expect(lines[1]).toContain(`${shown.name},'=HYPERLINK(1),`);
});

test("the palette's search answers servers and teams, and people only to those who may see them", async () => {
  const word = `w${randomUUID().replaceAll("-", "").replace(/\d/g, "x")}`;
  const server = await createServer({}, { title: word });
  await createUser({ name: word });

  const response = await call(search, `search?q=${word}`, { authorization });
  expect(await response.json()).toEqual({
    servers: [{ name: server.name, title: word, lifecycle: "approved", matched: null }],
    teams: [],
    people: [],
  });
});

test.each([
  ["servers.csv", GET],
  ["search?q=a", search],
])("%s is refused without a sign-in, and with a wrong token", async (path, handler) => {
  for (const headers of [{}, { authorization: "Bearer nonsense" }]) {
    const response = await call(handler, path, headers);
    expect(response.status).toBe(401);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
  }
});

test.each(["constructor", "__proto__", "toString"])(
  "a parameter named %s is ignored like any unknown one",
  async (name) => {
    const response = await call(GET, `servers.csv?${name}=x&${name}=y`, { authorization });
    expect(response.status).toBe(200);
  },
);

test("a broken session cookie reads as signed out, not as our fault", async () => {
  for (const value of ["%", "%E0%A4%A", "a.b.c", ""]) {
    const response = await call(GET, "servers.csv", { cookie: `${SESSION_COOKIE.name}=${value}` });
    expect(response.status).toBe(401);
  }
});
