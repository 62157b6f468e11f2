import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { systemContext, userContext } from "#lib/testing/context.ts";
import { uniqueName } from "#lib/testing/factories.ts";
import { importFromUrl } from "./import-from-url.ts";
import { importReport } from "./import-report.ts";
import { listImportRuns } from "./list-import-runs.ts";
import { getImportRun } from "./get-import-run.ts";

const QUICK = { timeoutMs: 1_000, backOffMs: 1 };
const doc = (name: string, version = "1.0.0") => ({ name, version, description: "d" });

let server: http.Server;
let base: string;
let failures = 0;
const answers = new Map<string, unknown>();

beforeAll(async () => {
  server = http.createServer((request, response) => {
    const key = request.url ?? "";
    if (key === "/flaky" && failures-- > 0) {
      response.writeHead(502).end();
      return;
    }
    const value = answers.get(key);
    response
      .writeHead(value === undefined ? 404 : 200)
      .end(typeof value === "string" ? value : JSON.stringify(value ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const fetching = (path: string) =>
  importFromUrl(systemContext(), { url: base + path, allowedHosts: ["127.0.0.1"] }, QUICK);

async function text(stream: AsyncIterable<string>): Promise<string> {
  let all = "";
  for await (const part of stream) all += part;
  return all;
}

describe("an import from an address", () => {
  test("follows the pages of a registry, in one run with positions that go on", async () => {
    const names = [uniqueName(), uniqueName(), uniqueName()];
    const page = (at: number) => ({ servers: [doc(names[at] ?? "")] });
    answers.set("/v0.1/servers?limit=100", { ...page(0), metadata: { nextCursor: "a/b c" } });
    answers.set("/v0.1/servers?limit=100&cursor=a%2Fb+c", {
      ...page(1),
      metadata: { next_cursor: "z" },
    });
    answers.set("/v0.1/servers?limit=100&cursor=z", { ...page(2), metadata: {} });
    const { runId, imported } = await fetching("");
    expect(imported).toBe(3);
    const { items } = await getImportRun(systemContext(), { runId });
    expect(items.map(({ position, name }) => [position, name])).toEqual(
      names.map((name, at) => [at + 1, name]),
    );
  });

  test("takes a file of JSON lines too", async () => {
    answers.set(
      "/file.jsonl",
      [uniqueName(), uniqueName()].map((name) => JSON.stringify(doc(name))).join("\n"),
    );
    expect(await fetching("/file.jsonl")).toMatchObject({ imported: 2 });
  });

  test("asks again when the server stumbles, and not when it refuses", async () => {
    answers.set("/flaky", doc(uniqueName()));
    failures = 2;
    expect(await fetching("/flaky")).toMatchObject({ imported: 1 });
    await expect(fetching("/nothing")).rejects.toThrow(/answered 404/);
  });

  test("of an address inside is refused without saying what is there, and the run tells so", async () => {
    answers.set("/secret", { password: "hunter2" });
    const url = `${base}/secret`;
    const error: unknown = await importFromUrl(systemContext(), { url }, QUICK).catch(
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(AppError);
    expect(String(error)).not.toContain("hunter2");
    const run = await db.importRun.findFirstOrThrow({ where: { label: url } });
    expect(run).toMatchObject({ status: "failed" });
    expect(run.failure).not.toContain("hunter2");
  });

  test("keeps passwords and keys of an address out of the log", async () => {
    const ctx = systemContext();
    const secret = "http://user:hunter2@127.0.0.1:1/list";
    await expect(importFromUrl(ctx, { url: secret }, QUICK)).rejects.toMatchObject({
      fields: { url: ["Leave credentials (user:password@) out of the address."] },
    });
    const keyed = importFromUrl(ctx, { url: `${base}/none?key=hunter2#hunter2` }, QUICK);
    await expect(keyed).rejects.toBeInstanceOf(AppError);

    const events = await db.auditEvent.findMany({ where: { requestId: ctx.requestId } });
    expect(events.map(({ action }) => action)).toContain("import.start");
    expect(JSON.stringify(events)).not.toContain("hunter2");
  });

  test("opens hosts only for those who manage mirrors", async () => {
    const token = userContext("admin", { scopes: ["catalog:write"] });
    const input = { url: base, allowedHosts: ["127.0.0.1"] };
    await expect(importFromUrl(token, input, QUICK)).rejects.toMatchObject({ code: "forbidden" });
  });
});

describe("the report", () => {
  test("tells every entry, as JSON lines and as CSV, and can be narrowed", async () => {
    const name = uniqueName();
    answers.set("/mixed", [doc(name), { name: "=cmd", version: "1" }]);
    const { runId } = await fetching("/mixed");
    const lines = (await text(importReport(systemContext(), { runId, format: "jsonl" }))).trim();
    expect(lines.split("\n").map((line): unknown => JSON.parse(line))).toMatchObject([
      { position: 1, outcome: "imported", name },
      { position: 2, outcome: "refused", name: "=cmd", field: "name" },
    ]);
    const csv = await text(
      importReport(systemContext(), { runId, format: "csv", outcome: "refused" }),
    );
    expect(csv.split("\r\n")).toHaveLength(3);
    expect(csv).toContain(`2,refused,"'=cmd",1,name,`);
  });

  test("and the list of runs are for administrators", async () => {
    const runs = await listImportRuns(userContext("admin"), { limit: 1 });
    expect(runs).toHaveLength(1);
    for (const role of ["engineer", "security", "auditor"] as const)
      await expect(listImportRuns(userContext(role), {})).rejects.toMatchObject({
        code: "forbidden",
      });
  });
});
