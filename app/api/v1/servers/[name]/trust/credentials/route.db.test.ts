import { expect, test } from "vitest";
import { call, tokenFor } from "#lib/testing/api.ts";
import { createPerson } from "#lib/testing/factories.ts";
import { scannableServer } from "#lib/testing/trust-scans.ts";
import { POST as REMOVE } from "./remove/route.ts";
import { GET, PUT } from "./route.ts";

test("security keeps and removes a credential for scans over HTTP, and no answer holds it", async () => {
  const url = "https://mcp.test.example/mcp";
  const remotes = [{ type: "streamable-http", url }];
  const server = await scannableServer({}, { packages: undefined, remotes });
  const as = await tokenFor(await createPerson(["security"]));
  const params = { name: server.name };
  const value = "Bearer token-of-the-account-for-scans";
  const kept = await call(PUT, { as, method: "PUT", params, body: { url, value } });
  expect(kept).toMatchObject({ status: 200, body: { url, header: "Authorization" } });
  const listed = await call(GET, { as, params });
  expect(listed.body).toMatchObject({ mayKeep: true, remotes: [{ url, kept: { by: "Test" } }] });
  expect(kept.text + listed.text).not.toContain("token-of-the-account");
  expect((await call(REMOVE, { as, params, body: { url } })).status).toBe(200);
  expect((await call(REMOVE, { as, params, body: { url } })).status).toBe(404);
});
