import net from "node:net";
import type { AddressInfo } from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterEach, expect, test, vi } from "vitest";
import { OtlpCollector } from "#lib/testing/otlp-collector.ts";
import { observed } from "./observe-verb.ts";
import { startTelemetry, type RunningTelemetry } from "./start-telemetry.ts";

/** Spans made while nobody takes them: twenty times what the queue holds. */
const SPANS = 40_000;
/** What one finished span may cost a request, and all kept ones of memory. */
const MOST_MS_A_SPAN = 0.5;
const MOST_KEPT_BYTES = 24 * 1_048_576;

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

let running: RunningTelemetry | null = null;
const ends: (() => void)[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  await running?.stop();
  for (const end of ends.splice(0)) end();
});

const hanging = async (mode: "hang" | "refuse") => {
  const collector = new OtlpCollector();
  collector.mode = mode;
  ends.push(() => collector.close());
  return collector.listen();
};

/** An address where nothing listens any more. */
async function closedPort(): Promise<string> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}/v1/traces`;
}

async function used(): Promise<number> {
  await new Promise((resolve) => setImmediate(resolve));
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

test.each([
  ["takes the spans and never answers", () => hanging("hang")],
  ["answers 503", () => hanging("refuse")],
  ["is not there", closedPort],
])(
  "a collector that %s makes requests neither fail nor wait, and memory stays bounded",
  async (_how, address) => {
    vi.spyOn(process.stderr, "write").mockReturnValue(true);
    const url = await address();
    const query = observed("query", "getThing", async (_ctx: null, n) => n);
    await query(null, 0);
    running = await startTelemetry("web", {
      serviceName: "test",
      traces: { url, sampler: { name: "always_on", ratio: 1 }, delayMs: 10 },
      metrics: null,
    });
    for (let n = 0; n < 3_000; n += 1) await query(null, n);
    const before = await used();
    const startedMs = performance.now();
    let slowestMs = 0;
    for (let n = 0; n < SPANS; n += 1) {
      const at = performance.now();
      expect(await query(null, n)).toBe(n);
      slowestMs = Math.max(slowestMs, performance.now() - at);
      // As a server does: let the event loop see to the exporter now and then.
      if (n % 500 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    expect((performance.now() - startedMs) / SPANS).toBeLessThan(MOST_MS_A_SPAN);
    // Who waited for the collector would wait for the ten seconds that an export may take.
    expect(slowestMs).toBeLessThan(3_000);
    expect((await used()) - before).toBeLessThan(MOST_KEPT_BYTES);

    const stopping = performance.now();
    await running.stop();
    expect(performance.now() - stopping).toBeLessThan(3_000);
  },
  60_000,
);
