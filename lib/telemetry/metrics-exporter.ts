// The only module that knows the metrics SDK; loaded by start-telemetry.ts when metrics are on.
import http from "node:http";
import type { AddressInfo } from "node:net";
import { PrometheusSerializer } from "@opentelemetry/exporter-prometheus";
import type { Resource } from "@opentelemetry/resources";
import {
  AggregationTemporality,
  InstrumentType,
  MeterProvider,
  MetricReader,
} from "@opentelemetry/sdk-metrics";
import { SettingError } from "#lib/config/setting-error.ts";
import { BUCKETS, COUNTERS, HISTOGRAMS, type HistogramName } from "./core/instruments.ts";
import { log } from "./log.ts";
import { telemetry, type Gauge, type GaugeValue, type Labels, type Metrics } from "./state.ts";

const SCRAPE_MS = 8_000;

/** A scrape tells what is: a gauge that nobody reads out any more is not told with its last value. */
class Scraper extends MetricReader {
  constructor() {
    super({
      aggregationTemporalitySelector: (type) =>
        type === InstrumentType.OBSERVABLE_GAUGE
          ? AggregationTemporality.DELTA
          : AggregationTemporality.CUMULATIVE,
    });
  }
  protected override onForceFlush = () => Promise.resolve();
  protected override onShutdown = () => Promise.resolve();
}

type Where = { host: string; port: number };

/**
 * Metrics in Prometheus' text form at `/metrics` of a port of their own.
 * @throws SettingError when the port cannot be listened on.
 */
export async function createMetrics({ host, port }: Where, resource: Resource) {
  const reader = new Scraper();
  const serializer = new PrometheusSerializer("", false, undefined, true, true);
  const provider = new MeterProvider({ readers: [reader], resource });
  const metrics = instrumentsOf(provider);
  for (const [name, gauge] of telemetry.gauges) metrics.gauge(name, gauge);

  const server = http.createServer({ requestTimeout: 10_000 }, (req, res) => {
    const path = (req.url ?? "").split("?")[0];
    if (req.method !== "GET" || path !== "/metrics") {
      res.writeHead(404, { "content-type": "text/plain" }).end("Metrics are at /metrics.\n");
      return;
    }
    reader.collect({ timeoutMillis: SCRAPE_MS }).then(
      ({ resourceMetrics, errors }) => {
        for (const error of errors) log.warn("metrics", { error: String(error) });
        res.writeHead(200, { "content-type": "text/plain; version=0.0.4; charset=utf-8" });
        res.end(`${serializer.serialize(resourceMetrics)}\n`);
      },
      (error: unknown) => {
        log.error("metrics", { error: String(error) });
        res.writeHead(500).end();
      },
    );
  });
  await listen(server, { host, port });
  return {
    metrics,
    port: (server.address() as AddressInfo).port,
    async stop(): Promise<void> {
      server.close();
      server.closeAllConnections();
      await provider.shutdown();
    },
  };
}

function instrumentsOf(provider: MeterProvider): Metrics {
  const meter = provider.getMeter("gatehouse");
  const counters = new Map(
    Object.entries(COUNTERS).map(([name, description]) => {
      const counter = meter.createCounter(name, { description });
      // Rates need a first value before the first event.
      for (const labels of LABELS[name] ?? [{}]) counter.add(0, labels);
      return [name, counter] as const;
    }),
  );
  const histograms = new Map(
    Object.entries(HISTOGRAMS).map(([name, description]) => {
      const explicitBucketBoundaries = [...BUCKETS[name as HistogramName]];
      const advice = { explicitBucketBoundaries };
      return [name, meter.createHistogram(name, { description, advice })] as const;
    }),
  );
  const gauges = new Set<string>();
  return {
    count: (name, labels, by) => counters.get(name)?.add(by, labels),
    seconds: (name, labels, value) => histograms.get(name)?.record(value, labels),
    gauge(name, gauge) {
      if (gauges.has(name)) return;
      gauges.add(name);
      const description = { description: gauge.help };
      const instrument = name.endsWith("_total")
        ? meter.createObservableCounter(name, description)
        : meter.createObservableGauge(name, description);
      instrument.addCallback(async (result) => {
        for (const { labels, value } of await readAll(gauge)) result.observe(value, labels);
      });
    },
  };
}

/** What each counter is counted under; the others have no labels. */
const LABELS: Readonly<Record<string, readonly Labels[]>> = {
  gatehouse_log_lines_total: [{ level: "info" }, { level: "warn" }, { level: "error" }],
};

/** What all readers say, added up by labels. */
async function readAll({ readers }: Gauge) {
  const sums = new Map<string, { labels: Record<string, string>; value: number }>();
  for (const read of readers) {
    for (const { labels, value } of listed(await readSafely(read))) {
      const key = JSON.stringify(Object.entries(labels).sort());
      const sum = sums.get(key);
      if (sum) sum.value += value;
      else sums.set(key, { labels, value });
    }
  }
  return sums.values();
}

const listed = (read: GaugeValue) =>
  typeof read === "number" ? [{ labels: {}, value: read }] : read;

async function readSafely(read: () => GaugeValue | Promise<GaugeValue>): Promise<GaugeValue> {
  try {
    return await read();
  } catch (error) {
    log.warn("metrics", { error: String(error) });
    return [];
  }
}

function listen(server: http.Server, { host, port }: Where): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(
        new SettingError(
          error.code === "EADDRINUSE"
            ? `The port ${port} for metrics is taken on ${host}: set METRICS_PORT or WORKER_METRICS_PORT to another one.`
            : `METRICS_HOST ${host} and port ${port} cannot be listened on (${error.message}).`,
        ),
      ),
    );
    server.listen(port, host, resolve);
  });
}
