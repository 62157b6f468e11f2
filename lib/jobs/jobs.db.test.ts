import { randomUUID } from "node:crypto";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createKey } from "#lib/audit/tree/signer.ts";
import { env } from "#lib/config/env.ts";
import { db, pool } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { createMirrorSource } from "#lib/mirror/create-mirror-source.ts";
import { asOwner } from "#lib/testing/as-owner.ts";
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

const asksFor = (action: string, targetId: string) =>
  db.auditEvent.findMany({
    where: { action, targetId },
    orderBy: { id: "asc" },
    select: { kind: true, actorId: true, credentialId: true },
  });
const by = ({ actor }: Context) => ({
  kind: "command",
  actorId: actor.id,
  credentialId: actor.kind === "user" ? (actor.token?.id ?? null) : null,
});

const REFUSE_REQUESTS = `
  CREATE OR REPLACE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF NEW."action" LIKE '%.request_%' THEN RAISE EXCEPTION 'full' USING ERRCODE = '53100'; END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER "AuditEvent_fault" BEFORE INSERT ON "AuditEvent" FOR EACH ROW EXECUTE FUNCTION fault()`;
const REFUSE_NOTHING = `DROP TRIGGER "AuditEvent_fault" ON "AuditEvent"`;

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

  test("is asked once for a source that waits or is being copied; whoever asks, and with which token, is on record", async () => {
    const { id } = await source("/slow/a");
    const [first, second] = [userContext("admin", { scopes: ["admin"] }), userContext("admin")];
    expect(await requestMirrorRun(first, { id })).toBe(true);
    expect(await requestMirrorRun(second, { id })).toBe(false);
    expect(await asksFor("mirror.request_run", id)).toEqual([by(first), by(second)]);
  });

  test("is not asked for a source that is switched off, and that is no record", async () => {
    const { id } = await source("/mirror/paused");
    await db.mirrorSource.update({ where: { id }, data: { enabled: false } });
    const asked = requestMirrorRun(userContext("admin"), { id });
    await expect(asked).rejects.toMatchObject({ code: "conflict" });
    expect(await asksFor("mirror.request_run", id)).toEqual([]);
  });

  test("hears nothing of what could not be recorded", async () => {
    const { id } = await source("/mirror/unrecorded");
    await asOwner((owner) => owner.query(REFUSE_REQUESTS));
    const asked = [
      requestMirrorRun(userContext("admin"), { id }),
      requestLogVerification(userContext("auditor")),
    ];
    const ended = await Promise.allSettled(asked);
    await asOwner((owner) => owner.query(REFUSE_NOTHING));
    for (const each of ended)
      expect(each).toMatchObject({ status: "rejected", reason: { code: "unavailable" } });
    const sent = await db.$queryRaw`SELECT "id" FROM pgboss.job WHERE "singleton_key" = ${id}`;
    expect(sent).toEqual([]);
  });

  test("verifies the whole log when an auditor asks, and records what it found", async () => {
    const started = new Date();
    Object.assign(env.audit, { key: createKey("test.example/log") });
    const auditor = userContext("auditor", { scopes: ["audit:read"] });
    expect(await requestLogVerification(auditor)).toBe(true);
    expect(await asksFor("log.request_verification", "log")).toEqual([by(auditor)]);
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
