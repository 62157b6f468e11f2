import { AsyncLocalStorage } from "node:async_hooks";

export type Attributes = Record<string, string | number | boolean>;
export type Labels = Record<string, string>;

export type SpanSpec = {
  /** From a small set: never an id, an address or anything that people wrote. */
  name: string;
  kind: "internal" | "server" | "client" | "consumer";
  attributes?: Attributes;
};

export type OpenSpan = {
  set(attributes: Attributes): void;
  rename(name: string): void;
  /** Marks the span as gone wrong; `type` is a code or a class name, never a message. */
  fail(type: string): void;
};

export type StartedSpan = OpenSpan & {
  /** Runs `work` with this span as the current one. */
  within<Result>(work: () => Result): Result;
  end(): void;
};

/** Where a piece of work stands in a trace. `context` belongs to whoever records spans. */
export type Position = { traceId: string; spanId: string; sampled: boolean; context?: object };

export type Tracing = { start(spec: SpanSpec): StartedSpan };

export type GaugeValue = number | readonly { labels: Labels; value: number }[];
export type GaugeReader = () => GaugeValue | Promise<GaugeValue>;
export type Gauge = { help: string; readers: Set<GaugeReader> };

export type Metrics = {
  count(name: string, labels: Labels, by: number): void;
  seconds(name: string, labels: Labels, value: number): void;
  gauge(name: string, gauge: Gauge): void;
};

type Telemetry = {
  /** Null: off. The SDK is loaded by `startTelemetry` only. */
  tracing: Tracing | null;
  metrics: Metrics | null;
  position: AsyncLocalStorage<Position>;
  gauges: Map<string, Gauge>;
};

// Next bundles its own copy of this module; all copies of one process share one state, so that
// what a page does belongs to the trace of its request.
const KEY = Symbol.for("gatehouse.telemetry");
const shared = globalThis as { [KEY]?: Telemetry };

export const telemetry: Telemetry = (shared[KEY] ??= {
  tracing: null,
  metrics: null,
  position: new AsyncLocalStorage(),
  gauges: new Map(),
});
