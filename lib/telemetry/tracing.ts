// The only module that knows the tracing SDK; loaded by start-telemetry.ts when tracing is on.
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Context } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
  type Sampler,
} from "@opentelemetry/sdk-trace";
import type { Resource } from "@opentelemetry/resources";
import type { TelemetrySettings } from "#lib/config/telemetry-settings.ts";
import { redact } from "./core/redact.ts";
import { telemetry, type Attributes, type SpanSpec, type StartedSpan } from "./state.ts";

/** Spans kept while the collector does not answer; what comes beyond is dropped. */
const MAX_QUEUED_SPANS = 2_048;
const EXPORT_TIMEOUT_MS = 10_000;
const STOP_MS = 2_000;

type TracingSettings = NonNullable<TelemetrySettings["traces"]>;

const KINDS = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  consumer: SpanKind.CONSUMER,
} as const;

/**
 * Spans to a collector by OTLP/HTTP with JSON. The provider is ours alone and never made the
 * global one: libraries (Next among them) would put raw addresses into attributes.
 */
export function createTracing(settings: TracingSettings, resource: Resource) {
  const provider = new TracerProvider({
    resource,
    sampler: samplerOf(settings.sampler),
    spanLimits: { attributeValueLengthLimit: 256, attributeCountLimit: 32 },
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: new OTLPTraceExporter({ url: settings.url, concurrencyLimit: 2 }),
        maxQueueSize: MAX_QUEUED_SPANS,
        exportTimeoutMillis: EXPORT_TIMEOUT_MS,
        ...(settings.delayMs === undefined ? {} : { scheduledDelayMillis: settings.delayMs }),
      }),
    ],
  });
  const tracer = provider.getTracer("gatehouse");
  return {
    start: (spec: SpanSpec): StartedSpan => {
      const parent = parentContext();
      const { name, kind, attributes = {} } = spec;
      const options = { kind: KINDS[kind], attributes: clean(attributes) };
      const span = tracer.startSpan(name, options, parent);
      const { traceId, spanId, traceFlags } = span.spanContext();
      const context = trace.setSpan(parent, span);
      const position = { traceId, spanId, sampled: (traceFlags & 1) === 1, context };
      return {
        set: (more) => void span.setAttributes(clean(more)),
        rename: (better) => void span.updateName(better),
        fail: (type) => {
          span.setAttributes(clean({ "error.type": type }));
          span.setStatus({ code: SpanStatusCode.ERROR });
        },
        within: (work) => telemetry.position.run(position, work),
        end: () => span.end(),
      };
    },
    /** Sends what is left, for 2 s at most: a collector that hangs must not hold up the end. */
    async stop(): Promise<void> {
      const limit = new Promise<void>((resolve) => setTimeout(resolve, STOP_MS).unref());
      await Promise.race([provider.shutdown().catch(() => undefined), limit]);
    },
    flush: () => provider.forceFlush(),
  };
}

function parentContext(): Context {
  const position = telemetry.position.getStore();
  if (!position) return ROOT_CONTEXT;
  if (position.context) return position.context as Context;
  const { traceId, spanId, sampled } = position;
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId,
    spanId,
    traceFlags: sampled ? 1 : 0,
    isRemote: true,
  });
}

const clean = (attributes: Attributes): Attributes =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      name,
      typeof value === "string" ? redact(value) : value,
    ]),
  );

/** The names of the OpenTelemetry specification (OTEL_TRACES_SAMPLER). */
function samplerOf({ name, ratio }: TracingSettings["sampler"]): Sampler {
  const root = {
    always_on: () => new AlwaysOnSampler(),
    always_off: () => new AlwaysOffSampler(),
    traceidratio: () => new TraceIdRatioBasedSampler(ratio),
  }[name.replace("parentbased_", "") as "always_on" | "always_off" | "traceidratio"]();
  return name.startsWith("parentbased_") ? new ParentBasedSampler({ root }) : root;
}
