import { randomUUID } from "node:crypto";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createKey } from "#lib/audit/tree/signer.ts";
import { env } from "#lib/config/env.ts";
import { db, pool } from "#lib/db/client.ts";
import { createMirrorSource } from "#lib/mirror/create-mirror-source.ts";
import { systemContext, userContext } from "#lib/testing/context.ts";
import { createUser, uniqueName } from "#lib/testing/factories.ts";
import { requestLogVerification } from "./request-log-verification.ts";
import { requestMirrorRun } from "./request-mirror-run.ts";
import { requestUrlImport } from "./request-url-import.ts";
import { closeSender, sendJob } from "./send-job.ts";
import { startWorker, type Worker } from "./start-worker.ts";

// The hourly job takes every source there is, so these tests have a database to themselves.
const dropDatabase = await vi.hoisted(async () => {
  const { ownDatabase } = await import("#lib/testing/own-database.ts");
  return ownDatabase("jobs");
});

const SOON = { timeout: 20_000, interval: 100 };

let upstream: http.Server;
let base: string;
let worker: Worker;
const waiting = new Map<string, http.ServerResponse>();
const names = { mirror: uniqueName(), url: uniqueName() };

beforeAll(async () => {
  upstream = http.createServer((request, response) => {
    const url = new URL(request.url ?? "/", base);
    if (url.pathname.startsWith("/slow")) {
      waiting.set(url.pathname, response);
      return;
    }
    const name = url.pathname.startsWith("/mirror") ? names.mirror : names.url;
    const servers = [{ name, version: "1.0.0", description: "d" }];
    response.end(JSON.stringify({ servers, metadata: {} }));
  });
  await new Promise<void>((resolve) => upstream.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
  worker = await startWorker();
});
afterAll(async () => {
  await worker.stop();
  await closeSender();
  upstream.closeAllConnections();
  upstream.close();
  await pool.end();
  await dropDatabase();
});

const source = (path: string) =>
  createMirrorSource(systemContext(), {
    name: randomUUID(),
    url: `${base}${path}`,
    allowedHosts: ["127.0.0.1"],
  });
const runsOf = (sourceId: string) =>
  db.importRun.findMany({ where: { sourceId }, orderBy: { startedAt: "asc" } });

describe("the worker", () => {
  test("copies a source on request", async () => {
    const { id } = await source("/mirror");
    expect(await requestMirrorRun(userContext("admin"), { id })).toBe(true);
    await expect.poll(() => runsOf(id), SOON).toMatchObject([{ status: "done", imported: 1 }]);
    expect(await db.server.findUniqueOrThrow({ where: { name: names.mirror } })).toMatchObject({
      sourceId: id,
    });
  });

  test("copies every source that is switched on when the hour strikes", async () => {
    const [on, off] = [await source("/mirror/on"), await source("/mirror/off")];
    await db.mirrorSource.update({ where: { id: off.id }, data: { enabled: false } });
    await sendJob("mirror.dispatch", {});
    await expect.poll(() => runsOf(on.id), SOON).toMatchObject([{ status: "done" }]);
    expect(await runsOf(off.id)).toEqual([]);
  });

  test("carries out an import from an address in the name of who asked", async () => {
    const person = await createUser();
    const { runId } = await requestUrlImport(userContext("admin", { id: person.id }), {
      url: `${base}/list.json`,
      allowedHosts: ["127.0.0.1"],
    });
    await expect
      .poll(() => db.importRun.findUniqueOrThrow({ where: { id: runId } }), SOON)
      .toMatchObject({ status: "done", imported: 1, startedBy: person.id });
  });

  test("is asked once for a source that waits or is being copied", async () => {
    const { id } = await source("/slow/a");
    expect(await requestMirrorRun(systemContext(), { id })).toBe(true);
    expect(await requestMirrorRun(systemContext(), { id })).toBe(false);
  });

  test("verifies the whole log when an auditor asks, and records what it found", async () => {
    const started = new Date();
    Object.assign(env.audit, { key: createKey("test.example/log") });
    expect(await requestLogVerification(userContext("auditor"))).toBe(true);
    const verified = { action: "log.verify", at: { gte: started } };
    await expect
      .poll(() => db.auditEvent.findMany({ where: verified }), SOON)
      .toMatchObject([{ targetKind: "log", after: { problems: expect.any(Number) as number } }]);
  });

  test("is not at the service of engineers", async () => {
    const { id } = await source("/slow/b");
    const engineer = userContext("engineer");
    await expect(requestMirrorRun(engineer, { id })).rejects.toMatchObject({ code: "forbidden" });
    await expect(requestUrlImport(engineer, { url: base })).rejects.toMatchObject({
      code: "forbidden",
    });
  });

  test("when it stops puts a running copy down in words, to be gone on with", async () => {
    const { id } = await source("/slow/c");
    const another = await startWorker();
    await requestMirrorRun(systemContext(), { id });
    await expect.poll(() => waiting.has("/slow/c/v0.1/servers"), SOON).toBe(true);
    await Promise.all([worker.stop(), another.stop()]);
    expect(await runsOf(id)).toMatchObject([
      { status: "failed", failure: "Gatehouse was stopped; the next run goes on from here." },
    ]);
    worker = await startWorker();
  });
});
