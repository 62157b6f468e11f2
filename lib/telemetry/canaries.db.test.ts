import "#lib/testing/alone.ts";
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import http from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { text as textOf } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { browseServers } from "#lib/catalog/browse-servers.ts";
import { defineRoute, searchParams } from "#lib/http/define-route.ts";
import { readJsonBody } from "#lib/http/read-json-body.ts";
import { requestUrlImport } from "#lib/jobs/request-url-import.ts";
import { closeSender } from "#lib/jobs/send-job.ts";
import { startWorker, type Worker } from "#lib/jobs/start-worker.ts";
import { createRegistryHandler, type RegistryHandler } from "#lib/registry-api/handle-registry.ts";
import { call } from "#lib/testing/api.ts";
import { canaries, leaked } from "#lib/testing/canaries.ts";
import { systemContext, userContext } from "#lib/testing/context.ts";
import { createUser } from "#lib/testing/factories.ts";
import { OtlpCollector } from "#lib/testing/otlp-collector.ts";
import { scrape } from "#lib/testing/prometheus-text.ts";
import { db } from "#lib/db/client.ts";
import { createToken } from "#lib/tokens/create-token.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { captureOutput } from "./capture-output.ts";
import { log } from "./log.ts";
import { observeRequest } from "./observe-request.ts";
import { startTelemetry, type RunningTelemetry } from "./start-telemetry.ts";

const planted = canaries(randomUUID());
const collector = new OtlpCollector();
const console_ = { ...console };
let written = "";
let registry: RegistryHandler;
let server: http.Server;
let base: string;
let telemetry: RunningTelemetry;
let worker: Worker;

/** PostgreSQL repeats in its message what it could not read. */
const readNumber = defineQuery({
  name: "readNumber",
  permission: "registry.read",
  input: z.string(),
  run: ({ sql }, _ctx, input) => sql<object>({ text: `SELECT $1::text::int AS n` }, [input]),
});

/** Doors of the management API, as app/ makes them. */
const createTokenRoute = defineRoute(async (ctx, request) =>
  Response.json(await createToken(ctx, (await readJsonBody(request)).value)),
);
const listServersRoute = defineRoute(async (ctx, request) =>
  Response.json(await browseServers(ctx, searchParams(request))),
);

async function broken(req: http.IncomingMessage, res: http.ServerResponse): Promise<void> {
  const body = await textOf(req);
  try {
    if (req.url?.startsWith("/sql")) await readNumber(systemContext(), body);
    throw new Error(`The upstream said: ${body}`, { cause: new TypeError(body) });
  } catch (error) {
    log.error("error", { error, requestId: randomUUID() });
    res.writeHead(500).end();
  }
}

beforeAll(async () => {
  const keep = (chunk: unknown) => {
    written += String(chunk);
    return true;
  };
  vi.spyOn(process.stdout, "write").mockImplementation(keep);
  vi.spyOn(process.stderr, "write").mockImplementation(keep);
  captureOutput();
  telemetry = await startTelemetry("web", {
    serviceName: "gatehouse",
    traces: {
      url: await collector.listen(),
      sampler: { name: "always_on", ratio: 1 },
      delayMs: 20,
    },
    metrics: { host: "127.0.0.1", ports: { web: 0, worker: null } },
  });
  registry = createRegistryHandler();
  server = http.createServer((req, res) => {
    observeRequest({ req, res }, { fixed: new Set(), patterns: [] }, () => {
      void registry.handle(req, res).then((handled) => (handled ? undefined : broken(req, res)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  worker = await startWorker();
});
afterAll(async () => {
  await worker.stop();
  await closeSender();
  server.closeAllConnections();
  server.close();
  await registry.close();
  await telemetry.stop();
  collector.close();
  Object.assign(console, console_);
  vi.restoreAllMocks();
});

/** In every place of a request that people control. */
async function ask(secret: string, text: string): Promise<void> {
  const oneLine = text.replaceAll("\n", " ");
  const inAddress = encodeURIComponent(secret);
  const headers = {
    authorization: `Bearer ${secret}`,
    cookie: `a=${oneLine}`,
    "x-api-key": secret,
    "user-agent": oneLine,
    referer: `https://x.example/?token=${inAddress}`,
    tracestate: `vendor=${secret.replace(/[^a-z0-9]/gi, "")}`,
    baggage: `token=${inAddress}`,
    "x-request-id": secret,
  };
  const { authorization: _authorization, ...anonymous } = headers;
  const post = (to: string, body: string) =>
    fetch(`${base}${to}`, {
      method: "POST",
      body,
      headers: { ...headers, "content-type": "application/json" },
    });
  await Promise.all([
    fetch(`${base}/v0.1/servers?search=${inAddress}&cursor=${inAddress}`, { headers }),
    fetch(`${base}/v0.1/servers?search=${inAddress}`, { headers: anonymous }),
    fetch(`${base}/v0.1/servers/${inAddress}/versions/${inAddress}`, { headers: anonymous }),
    fetch(`${base}/${inAddress}/${inAddress}`, { headers: anonymous }),
    post("/v0.1/publish", JSON.stringify({ name: secret, description: text })),
    post("/v0.1/validate", text),
    post(`/broken?x=${inAddress}`, text),
    post("/sql", text),
    call(createTokenRoute, { as: `Bearer ${secret}`, body: { name: text, scopes: [secret] } }),
    call(listServersRoute, {
      as: `Bearer ${secret}`,
      query: `?q=${inAddress}`,
      headers: { cookie: oneLine.replace(/[^\x20-\x7e]/g, "") },
    }),
  ]);
}

describe("120 secrets, sent in every way there is,", () => {
  test("through headers, addresses, bodies and errors, reach no log line, span or metric", async () => {
    for (const { secret, text } of planted) {
      await ask(secret, text);
      // As Next prints what a page threw.
      console.error(" ⨯", new Error(text), { digest: "1234567890" });
    }
    await expect
      .poll(() => collector.named("query readNumber").length, { timeout: 30_000 })
      .toBe(120);
    await expect
      .poll(() => collector.spans.filter(({ kind }) => kind === 2).length, { timeout: 30_000 })
      .toBe(960);

    const lines = written.split("\n").filter((line) => line.includes('"event":"error"'));
    expect(lines).toHaveLength(360);
    expect(written.match(/(?:invalid input syntax|out of range) for type integer/g)).toHaveLength(
      120,
    );
    expect(written.match(/"event":"console"/g)?.length).toBeGreaterThanOrEqual(120);
    expect(leaked(written, planted)).toEqual([]);
    expect(leaked(collector.raw, planted)).toEqual([]);
    const { text, samples } = await scrape(telemetry.metricsPort ?? 0);
    expect(samples.length).toBeGreaterThan(50);
    expect(leaked(text, planted)).toEqual([]);
  }, 120_000);

  test("through the data of jobs, and what their upstreams answer, neither", async () => {
    const everything = planted.map(({ text }) => text).join("\n");
    // Every other one fails, and with it the job.
    const upstream = http.createServer((req, res) => {
      res.writeHead(req.url?.startsWith("/down") ? 500 : 200, { "content-type": "text/plain" });
      res.end(everything);
    });
    await new Promise<void>((resolve) => upstream.listen(0, "127.0.0.1", resolve));
    const address = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
    const person = await createUser();
    const from = collector.spans.length;
    const runs: string[] = [];
    for (let at = 0; at < planted.length; at += 30) {
      const chunk = planted.slice(at, at + 30).map(({ secret }) => secret.slice(0, 100));
      const url = `${address}/${at % 60 === 0 ? "list" : "down"}?x=${encodeURIComponent(chunk.join(" "))}`;
      const job = { url, allowedHosts: ["127.0.0.1"] };
      const { runId } = await requestUrlImport(userContext("admin", { id: person.id }), job);
      runs.push(runId);
    }
    await expect
      .poll(() => db.importRun.count({ where: { id: { in: runs }, finishedAt: { not: null } } }), {
        timeout: 60_000,
      })
      .toBe(runs.length);
    await expect
      .poll(() => collector.named("job import.url").length, { timeout: 30_000 })
      .toBe(runs.length);
    upstream.closeAllConnections();
    upstream.close();
    expect(collector.spans.slice(from).some(({ name }) => name === "guarded fetch")).toBe(true);
    const ended = written.split("\n").filter((line) => line.includes('"name":"import.url"'));
    expect(ended.filter((line) => line.includes('"outcome":"done"'))).toHaveLength(2);
    expect(ended.filter((line) => line.includes('"outcome":"failed"'))).toHaveLength(2);
    expect(ended.every((line) => /"traceId":"[0-9a-f]{32}"/.test(line))).toBe(true);
    expect(leaked(written, planted)).toEqual([]);
    expect(leaked(collector.raw, planted)).toEqual([]);
    expect(leaked((await scrape(telemetry.metricsPort ?? 0)).text, planted)).toEqual([]);
  }, 120_000);

  test("in the last words of a process that crashes neither", async () => {
    const capture = path.join(import.meta.dirname, "capture-output.ts");
    const script = `
      const { logCrashes } = await import(${JSON.stringify(capture)});
      logCrashes();
      const texts = JSON.parse(await (await import("node:stream/consumers")).text(process.stdin));
      setTimeout(() => { throw new Error(texts.join("\\n")); });`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: "pipe" });
    child.stdin.end(JSON.stringify(planted.map(({ text }) => text)));
    const ended = new Promise((resolve) => child.once("exit", resolve));
    const [out, err] = await Promise.all([textOf(child.stdout), textOf(child.stderr)]);
    expect(await ended).toBe(1);
    expect(JSON.parse(err)).toMatchObject({ level: "error", event: "crash" });
    expect(leaked(out + err, planted)).toEqual([]);
  });

  test("the check finds one that is there, also as an address or base64 writes it", () => {
    const [first, second] = planted;
    const output = `x ${first?.secret} ${Buffer.from(second?.secret ?? "").toString("base64")} x`;
    expect(leaked(output, planted)).toEqual([first?.shape, second?.shape]);
  });
});
