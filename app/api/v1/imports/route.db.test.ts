import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import type { Role } from "#lib/kernel/actor.ts";
import { userContext } from "#lib/testing/context.ts";
import { createUser, uniqueName } from "#lib/testing/factories.ts";
import { createToken } from "#lib/tokens/create-token.ts";
import { GET as getRun } from "./[id]/route.ts";
import { GET as getReport } from "./[id]/report/route.ts";
import { GET, POST } from "./route.ts";

const NO_PARAMS = { params: Promise.resolve({}) };
const withId = (id: string) => ({ params: Promise.resolve({ id }) });

async function tokenOf(role: Role) {
  const user = await createUser({ roles: ["engineer", role] });
  const ctx = userContext(role, { id: user.id });
  const made = await createToken(ctx, { name: "ci", scopes: ["catalog:write"], expiresInDays: 1 });
  return `Bearer ${made.token}`;
}
const line = (name: string, description = "Imported by a test") =>
  JSON.stringify({ name, description, version: "1.0.0" });
const post = (authorization: string, body: BodyInit, query = "", headers = {}) =>
  POST(
    new Request(`http://x/api/v1/imports${query}`, {
      method: "POST",
      body,
      headers: { authorization, ...headers },
      ...(body instanceof ReadableStream ? { duplex: "half" } : {}),
    }),
    NO_PARAMS,
  );

test.each(["engineer", "security", "auditor"] as const)("%s may not import", async (role) => {
  const runs = await db.importRun.count();
  expect((await post(await tokenOf(role), line(uniqueName()))).status).toBe(403);
  expect(await db.importRun.count()).toBeGreaterThanOrEqual(runs);
});

test("a body is imported as it arrives; the run, its state and its report can be read", async () => {
  const authorization = await tokenOf("admin");
  const [good, formula] = [uniqueName(), `=cmd|${randomUUID()}`];
  const chunks = [`${line(good).slice(0, 20)}`, `${line(good).slice(20)}\n`, line(formula)];
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const next = chunks.shift();
      if (next === undefined) controller.close();
      else controller.enqueue(new TextEncoder().encode(next));
    },
  });
  const answer = await post(authorization, body, "?filename=../list.jsonl&approve=true");
  expect(answer.status).toBe(201);
  const summary = (await answer.json()) as { runId: string };
  expect(summary).toMatchObject({ imported: 1, refused: 1 });

  const headers = { authorization };
  const run = await getRun(new Request("http://x", { headers }), withId(summary.runId));
  expect(await run.json()).toMatchObject({
    run: { status: "done", label: "list.jsonl", approve: true, counts: { imported: 1 } },
  });
  const list = await GET(new Request("http://x/api/v1/imports", { headers }), NO_PARAMS);
  expect(JSON.stringify(await list.json())).toContain(summary.runId);

  const report = await getReport(
    new Request("http://x/r?format=csv&outcome=refused", { headers }),
    withId(summary.runId),
  );
  expect(report.headers.get("content-type")).toContain("text/csv");
  const csv = await report.text();
  expect(csv).not.toContain(good);
  expect(csv).not.toMatch(/(^|,)"?=/m);
});

test("a form without JavaScript imports its file and leads to the run's page", async () => {
  const form = new FormData();
  form.set("approve", "true");
  form.set("file", new File([line(uniqueName())], "servers.json"));
  const answer = await post(await tokenOf("admin"), form, "", { accept: "text/html" });
  expect(answer.status).toBe(303);
  const id = answer.headers.get("location")?.split("/").at(-1) ?? "";
  expect(await db.importRun.findUniqueOrThrow({ where: { id } })).toMatchObject({
    label: "servers.json",
    approve: true,
    imported: 1,
  });
});

test("a form that holds no file leads back with the reason", async () => {
  const form = new FormData();
  form.set("approve", "true");
  const answer = await post(await tokenOf("admin"), form, "", { accept: "text/html" });
  expect(answer.headers.get("location")).toBe("/admin/import?problem=invalid");
});

test("an upload that says it is too large is refused before it is read", async () => {
  const headers = { "content-length": String(3 * 1024 ** 3) };
  const answer = await post(await tokenOf("admin"), "x", "", headers);
  expect(answer.status).toBe(413);
});

test("what is no document at all is refused, and the run says so", async () => {
  const answer = await post(await tokenOf("admin"), "", "?filename=empty.json");
  expect(answer.status).toBe(400);
});

test("a run nobody made is not found", async () => {
  const headers = { authorization: await tokenOf("admin") };
  const request = () => new Request("http://x", { headers });
  expect((await getRun(request(), withId(randomUUID()))).status).toBe(404);
  expect((await getReport(request(), withId(randomUUID()))).status).toBe(404);
});
