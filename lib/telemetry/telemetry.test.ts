import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { TelemetrySettings } from "#lib/config/telemetry-settings.ts";
import { guardedFetch } from "#lib/egress/guarded-fetch.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { OtlpCollector } from "#lib/testing/otlp-collector.ts";
import { scrape, valueOf, type Scrape } from "#lib/testing/prometheus-text.ts";
import type { RouteTable } from "./core/route-template.ts";
import { log } from "./log.ts";
import { observeGauge } from "./metrics.ts";
import { observeJob } from "./observe-job.ts";
import { observeRequest } from "./observe-request.ts";
import { observed } from "./observe-verb.ts";
import { startTelemetry, type RunningTelemetry } from "./start-telemetry.ts";
import { telemetry as state } from "./state.ts";
import { currentTraceId } from "./trace-id.ts";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT = "00f067aa0ba902b7";
const TRACEPARENT = `00-${TRACE}-${PARENT}-01`;
const ROUTES: RouteTable = {
  fixed: new Set(["/servers", "/broken", "/log"]),
  patterns: [{ template: "/servers/[namespace]/[server]", pattern: /^\/servers\/[^/]+\/[^/]+$/ }],
};

let running: RunningTelemetry | null = null;
const servers: http.Server[] = [];
const collectors: OtlpCollector[] = [];

afterEach(async () => {
  vi.restoreAllMocks();
  await running?.stop();
  running = null;
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
  for (const collector of collectors.splice(0)) collector.close();
});

const OFF: TelemetrySettings = { serviceName: "gatehouse", traces: null, metrics: null };

async function collector(mode: OtlpCollector["mode"] = "accept") {
  const started = new OtlpCollector();
  collectors.push(started);
  started.mode = mode;
  return { started, url: await started.listen() };
}

type On = { url?: string; metrics?: boolean; sampler?: "always_on" | "parentbased_always_on" };

async function start({ url, metrics = false, sampler = "parentbased_always_on" }: On) {
  running = await startTelemetry("web", {
    serviceName: "gatehouse-test",
    traces: url === undefined ? null : { url, sampler: { name: sampler, ratio: 1 }, delayMs: 20 },
    metrics: metrics ? { host: "127.0.0.1", ports: { web: 0, worker: 0 } } : null,
  });
  return running;
}

async function listen(server: http.Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A server as scripts/web.ts makes it, with the query that a page calls. */
async function webLike() {
  const upstream = await listen(http.createServer((_req, res) => res.end("{}")));
  const getThing = observed("query", "getThing", async (_ctx: null, input) => {
    if (input === "refuse") throw new AppError("forbidden", "No.");
    if (input === "break") throw new TypeError("boom with secret text");
    await guardedFetch(`${upstream}/secret-path?token=abc`, { allowedHosts: ["127.0.0.1"] });
    return currentTraceId();
  });
  const server = http.createServer((req, res) =>
    observeRequest({ req, res }, ROUTES, () => {
      const input = new URL(req.url ?? "", "http://x").searchParams.get("do");
      getThing(null, input).then(
        (traceId) => res.end(String(traceId)),
        (error: unknown) => {
          log.error("error", { error });
          res.writeHead(error instanceof AppError ? 403 : 500).end();
        },
      );
    }),
  );
  return listen(server);
}

/** What the logger wrote while `work` ran, line by line. */
async function linesOf(work: () => unknown): Promise<Record<string, unknown>[]> {
  const written: string[] = [];
  const keep = (chunk: unknown) => written.push(String(chunk)) > 0;
  const spies = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, "write").mockImplementation(keep),
  );
  await work();
  for (const spy of spies) spy.mockRestore();
  const lines = written.join("").split("\n");
  return lines
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe("traces", () => {
  test("a request, its query and what that fetches are one trace at the collector", async () => {
    const { started, url } = await collector();
    await start({ url });
    const base = await webLike();
    const answer = await fetch(`${base}/servers/io.github.acme/files?token=secret`, {
      headers: { traceparent: TRACEPARENT, tracestate: "vendor=secret" },
    });
    expect(await answer.text()).toBe(TRACE);
    await expect.poll(() => started.spans.length).toBe(3);

    const [request] = started.named("GET /servers/[namespace]/[server]");
    const [query] = started.named("query getThing");
    const [fetched] = started.named("guarded fetch");
    expect(request).toMatchObject({
      traceId: TRACE,
      parentSpanId: PARENT,
      kind: 2,
      status: 0,
      attributes: {
        "http.request.method": "GET",
        "http.route": "/servers/[namespace]/[server]",
        "http.response.status_code": 200,
      },
      resource: { "service.name": "gatehouse-test", "gatehouse.process": "web" },
    });
    expect(query).toMatchObject({ traceId: TRACE, parentSpanId: request?.spanId });
    expect(fetched).toMatchObject({
      traceId: TRACE,
      parentSpanId: query?.spanId,
      kind: 3,
      attributes: {
        "server.address": "127.0.0.1",
        "http.request.method": "GET",
        "http.response.status_code": 200,
      },
    });
    expect(started.raw).not.toMatch(/secret|token|io\.github\.acme/);
  });

  test("requests at the same time do not get into each other's traces", async () => {
    const { started, url } = await collector();
    await start({ url });
    const base = await webLike();
    const ids = Array.from({ length: 20 }, (_, n) =>
      `${n}`.padStart(2, "0").repeat(16).replace(/^0/, "a"),
    );
    const answers = await Promise.all(
      ids.map((id) =>
        fetch(`${base}/servers`, { headers: { traceparent: `00-${id}-${PARENT}-01` } }).then((r) =>
          r.text(),
        ),
      ),
    );
    expect(answers).toEqual(ids);
    await expect.poll(() => started.spans.length).toBe(60);
    for (const id of ids)
      expect(started.spans.filter(({ traceId }) => traceId === id)).toHaveLength(3);
  });

  test("a refusal is named and no fault; a fault carries its class and not its message", async () => {
    const { started, url } = await collector();
    await start({ url });
    const base = await webLike();
    await linesOf(async () => {
      await fetch(`${base}/servers?do=refuse`);
      await fetch(`${base}/servers?do=break`);
    });
    await expect.poll(() => started.spans.length).toBe(4);
    expect(started.named("query getThing")).toMatchObject([
      { status: 0, attributes: { "gatehouse.refusal": "forbidden" } },
      { status: 2, attributes: { "error.type": "TypeError" } },
    ]);
    expect(started.named("GET /servers")).toMatchObject([{ status: 0 }, { status: 2 }]);
    expect(started.raw).not.toContain("boom");
  });

  test("a job is a trace of its own, also one that fails", async () => {
    const { started, url } = await collector();
    await start({ url });
    const traces = [
      await observeJob("mirror.run", async () => currentTraceId()),
      await observeJob("mirror.run", async () => currentTraceId()),
    ];
    await expect(
      observeJob("mirror.run", () => Promise.reject(new RangeError("secret"))),
    ).rejects.toThrow("secret");
    await expect.poll(() => started.spans.length).toBe(3);
    const jobs = started.named("job mirror.run");
    expect(jobs.map(({ traceId }) => traceId).slice(0, 2)).toEqual(traces);
    expect(new Set(jobs.map(({ traceId }) => traceId)).size).toBe(3);
    expect(jobs).toMatchObject([
      { kind: 5, parentSpanId: null, status: 0 },
      { status: 0 },
      { status: 2, attributes: { "gatehouse.job": "mirror.run", "error.type": "RangeError" } },
    ]);
  });

  test("what the caller does not record is not recorded here, but its trace is known", async () => {
    const { started, url } = await collector();
    await start({ url });
    const base = await webLike();
    const answer = await fetch(`${base}/servers`, {
      headers: { traceparent: TRACEPARENT.replace(/01$/, "00") },
    });
    expect(await answer.text()).toBe(TRACE);
    await running?.stop();
    expect(started.spans).toEqual([]);
  });

  test("what is left is sent when the process ends", async () => {
    const { started, url } = await collector();
    await start({ url });
    await observeJob("last.words", async () => undefined);
    await running?.stop();
    expect(started.named("job last.words")).toHaveLength(1);
  });

  test("a second copy of our modules, as Next bundles it, shares the state", async () => {
    vi.resetModules();
    const copy = await import("./state.ts");
    const ids = await import("./trace-id.ts");
    expect(copy.telemetry).toBe(state);
    expect(ids.currentTraceId).not.toBe(currentTraceId);
    const inside = state.position.run({ traceId: TRACE, spanId: PARENT, sampled: true }, () =>
      ids.currentTraceId(),
    );
    expect(inside).toBe(TRACE);
  });
});

describe("while everything is off", () => {
  beforeEach(async () => {
    running = await startTelemetry("web", OFF);
  });

  test("a request's traceparent is still known, for records and log lines", async () => {
    const base = await webLike();
    const headers = { traceparent: TRACEPARENT };
    expect(await (await fetch(`${base}/servers`, { headers })).text()).toBe(TRACE);
    const lines = await linesOf(() => fetch(`${base}/servers?do=break`, { headers }));
    expect(lines).toMatchObject([{ event: "error", traceId: TRACE, spanId: PARENT }]);
    expect(await (await fetch(`${base}/servers`)).text()).toBe("null");
  });

  test("nothing listens and nothing is kept", () => {
    expect(running?.metricsPort).toBeNull();
    expect(state.tracing).toBeNull();
    expect(state.metrics).toBeNull();
  });
});

describe("metrics", () => {
  test("are scraped from a port of their own, in a form that parses", async () => {
    const { metricsPort } = await start({ metrics: true });
    const base = await webLike();
    await fetch(`${base}/servers/io.github.acme/files?q=secret`);
    await linesOf(() => fetch(`${base}/servers?do=break`));
    await linesOf(() => fetch(`${base}/nowhere/of/ours?do=refuse`));
    await observeJob("mirror.run", async () => undefined);
    await observeJob("mirror.run", () => Promise.reject(new Error("x"))).catch(() => undefined);

    await expect
      .poll(async () =>
        valueOf(await scrape(metricsPort ?? 0), "http_server_request_duration_seconds_count", {
          http_route: "other",
        }),
      )
      .toBe(1);
    const read = await scrape(metricsPort ?? 0);
    const http = (labels: Record<string, string>) =>
      valueOf(read, "http_server_request_duration_seconds_count", labels);
    expect(
      http({ http_route: "/servers/[namespace]/[server]", http_response_status_code: "200" }),
    ).toBe(1);
    expect(http({ http_route: "/servers", http_response_status_code: "500" })).toBe(1);
    expect(http({ http_route: "other", http_response_status_code: "403" })).toBe(1);
    const verb = (outcome: string) =>
      valueOf(read, "gatehouse_verb_duration_seconds_count", {
        verb: "getThing",
        kind: "query",
        outcome,
      });
    expect([verb("success"), verb("failed"), verb("refused")]).toEqual([1, 1, 1]);
    const job = (outcome: string) =>
      valueOf(read, "gatehouse_job_duration_seconds_count", { job: "mirror.run", outcome });
    expect([job("done"), job("failed")]).toEqual([1, 1]);
    expect(valueOf(read, "gatehouse_log_lines_total", { level: "error" })).toBe(2);
    expect(read.types.get("process_cpu_seconds_total")).toBe("counter");
    expect(valueOf(read, "process_resident_memory_bytes")).toBeGreaterThan(1e7);
    expect(valueOf(read, "nodejs_eventloop_lag_seconds", { quantile: "0.99" })).toBeLessThan(5);
    expect(valueOf(read, "gatehouse_audit_appends_total")).toBe(0);
    expect(read.text).not.toMatch(/secret|io\.github\.acme|nowhere/);
  });

  test("a gauge may be registered before and after, by several, and one that throws is left out", async () => {
    const ends = [observeGauge("gatehouse_test_early", "Early.", () => 1)];
    const { metricsPort } = await start({ metrics: true });
    ends.push(
      observeGauge("gatehouse_test_early", "Early.", async () => 2),
      observeGauge("gatehouse_test_late", "Late.", () => [
        { labels: { sink: 'a "quoted"\nname' }, value: 3 },
      ]),
      observeGauge("gatehouse_test_broken", "Broken.", () => {
        throw new Error("no");
      }),
    );
    let read: Scrape = { samples: [], types: new Map() };
    const lines = await linesOf(async () => {
      read = await scrape(metricsPort ?? 0);
    });
    expect(lines).toMatchObject([{ event: "metrics", error: "Error: no" }]);
    expect(valueOf(read, "gatehouse_test_early")).toBe(3);
    expect(valueOf(read, "gatehouse_test_late", { sink: 'a \\"quoted\\"\\nname' })).toBe(3);
    expect(read.samples.some(({ name }) => name === "gatehouse_test_broken")).toBe(false);
    for (const end of ends) end();
    expect(valueOf(await scrape(metricsPort ?? 0), "gatehouse_test_early")).toBeUndefined();
  });

  test("nothing but /metrics is there, and the port is free afterwards", async () => {
    const started = await start({ metrics: true });
    const base = `http://127.0.0.1:${started.metricsPort}`;
    expect((await fetch(`${base}/`)).status).toBe(404);
    expect((await fetch(`${base}/metrics`, { method: "POST" })).status).toBe(404);
    await started.stop();
    await expect(fetch(`${base}/metrics`)).rejects.toThrow();
  });

  test("a port that is taken is refused with a sentence that names the setting", async () => {
    const taken = http.createServer();
    await listen(taken);
    const { port } = taken.address() as AddressInfo;
    const settings = { ...OFF, metrics: { host: "127.0.0.1", ports: { web: port, worker: null } } };
    await expect(startTelemetry("web", settings)).rejects.toThrow(/METRICS_PORT/);
  });
});

describe("log lines", () => {
  test("are JSON with time, level and event, and carry the trace of what they are about", async () => {
    const { url } = await collector();
    await start({ url });
    let traceId: string | null = null;
    const lines = await linesOf(async () => {
      log.info("outside");
      await observeJob("mirror.run", async () => {
        traceId = currentTraceId();
        log.warn("inside", { runId: "0190f1a2-7c3b-7def-8abc-0123456789ab", ms: 12 });
      });
    });
    expect(lines).toEqual([
      { time: expect.stringMatching(/^\d{4}-.*Z$/), level: "info", event: "outside" },
      {
        time: expect.any(String),
        level: "warn",
        event: "inside",
        runId: "0190f1a2-7c3b-7def-8abc-0123456789ab",
        ms: 12,
        traceId,
        spanId: expect.stringMatching(/^[0-9a-f]{16}$/),
      },
    ]);
  });

  test("hide what names say is secret, clean texts and errors with their causes, and end", async () => {
    const around: Record<string, unknown> = {};
    around["self"] = around;
    const [line] = await linesOf(() =>
      log.error("x", {
        password: "hunter2",
        nested: { apiKey: "k", list: ["ann@acme.example"] },
        error: new Error("outer", { cause: new Error("postgresql://u:pw@db/x") }),
        text: "word ".repeat(10_000),
        root: "ab".repeat(32),
        other: "ab".repeat(32),
        around,
      }),
    );
    expect(line).toMatchObject({
      password: "[redacted]",
      nested: { apiKey: "[redacted]", list: ["[e-mail]"] },
      error: expect.stringMatching(/outer[\s\S]*Caused by[\s\S]*postgresql:\/\/\[redacted\]@db/),
      text: expect.stringMatching(/^[\s\S]{1,16400}\[50000 characters in all\]$/),
      root: "ab".repeat(32),
      other: "[hex]",
    });
  });

  test("a cut does not leave half of a secret", async () => {
    const secret = `ghp_${"aB3".repeat(12)}`;
    const [line] = await linesOf(() =>
      log.error("x", { text: `${"w ".repeat(8_185)}${secret} ${"w ".repeat(100)}` }),
    );
    expect(String(line?.["text"])).not.toContain("ghp_");
  });
});
