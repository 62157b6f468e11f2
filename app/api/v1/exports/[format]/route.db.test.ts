import { expect, test } from "vitest";
import { userContext } from "#lib/testing/context.ts";
import { createUser } from "#lib/testing/factories.ts";
import { createToken } from "#lib/tokens/create-token.ts";
import { GET } from "./route.ts";

async function tokenOf(role: "engineer" | "security", scopes = ["catalog:read"]) {
  const user = await createUser({ roles: ["engineer", role] });
  const ctx = userContext(role, { id: user.id });
  const made = await createToken(ctx, { name: "mdm", scopes, expiresInDays: 1 });
  return `Bearer ${made.token}`;
}
const call = (format: string, headers: Record<string, string> = {}, query = "") =>
  GET(new Request(`http://x/api/v1/exports/${format}${query}`, { headers }), {
    params: Promise.resolve({ format }),
  });

test("401 without a token, 403 without the role or the scope", async () => {
  expect((await call("mcp-json")).status).toBe(401);
  const engineer = await tokenOf("engineer");
  expect((await call("mcp-json", { authorization: engineer })).status).toBe(403);
  const narrow = await tokenOf("security", ["registry:read"]);
  expect((await call("mcp-json", { authorization: narrow })).status).toBe(403);
});

test("200 with the file, then 304 for whoever has it, and never from a shared cache", async () => {
  const authorization = await tokenOf("security");
  const first = await call("claude-managed-settings", { authorization });
  expect(first.status).toBe(200);
  expect(first.headers.get("content-type")).toBe("application/json; charset=utf-8");
  expect(first.headers.get("cache-control")).toBe("private, no-cache");
  expect(await first.json()).toHaveProperty("allowManagedMcpServersOnly", true);
  const etag = first.headers.get("etag") ?? "";
  const again = await call("claude-managed-settings", { authorization, "if-none-match": etag });
  expect([200, 304]).toContain(again.status);
  expect(again.status === 304 ? await again.text() : "").toBe("");
});

test("a download has its file's name; a format nobody knows is a 400 that names the field", async () => {
  const authorization = await tokenOf("security");
  const named = await call("vscode-policy", { authorization }, "?download=1");
  expect(named.headers.get("content-disposition")).toBe('attachment; filename="policy.json"');
  const unknown = await call("excel", { authorization });
  expect(unknown.status).toBe(400);
  expect(await unknown.json()).toMatchObject({ fields: { format: [expect.any(String)] } });
});
