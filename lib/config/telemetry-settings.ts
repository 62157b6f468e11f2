import { z } from "zod";
import { SettingError } from "./setting-error.ts";

const port = (most: number) =>
  z.coerce
    .number({ error: "must be a port number" })
    .int("must be a whole number")
    .min(1, `must be from 1 to ${most}`)
    .max(most, `must be from 1 to ${most}`);
const collector = z.url({ protocol: /^https?$/, error: "must be an http or https address" });

/** The samplers of the OpenTelemetry specification that need nothing else. */
const SAMPLERS = [
  "always_on",
  "always_off",
  "traceidratio",
  "parentbased_always_on",
  "parentbased_always_off",
  "parentbased_traceidratio",
] as const;
export type SamplerName = (typeof SAMPLERS)[number];

/**
 * Traces and metrics, both off until they are told where to go. OTEL_EXPORTER_OTLP_HEADERS,
 * _TIMEOUT, _COMPRESSION and _CERTIFICATE, and OTEL_RESOURCE_ATTRIBUTES, are read by the SDK.
 */
export const TELEMETRY_SETTINGS = {
  OTEL_SDK_DISABLED: z
    .enum(["true", "false"], { error: "must be true or false" })
    .default("false")
    .transform((value) => value === "true"),
  OTEL_EXPORTER_OTLP_ENDPOINT: collector.optional(),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: collector.optional(),
  OTEL_SERVICE_NAME: z.string().min(1, "must not be empty").max(100).default("gatehouse"),
  OTEL_TRACES_SAMPLER: z
    .enum(SAMPLERS, { error: `must be one of ${SAMPLERS.join(", ")}` })
    .default("parentbased_always_on"),
  OTEL_TRACES_SAMPLER_ARG: z.coerce
    .number({ error: "must be a number from 0 to 1" })
    .min(0, "must be from 0 to 1")
    .max(1, "must be from 0 to 1")
    .default(1),
  METRICS_HOST: z.string().min(1, "must not be empty").default("127.0.0.1"),
  /** Of the web process; the worker takes the next one unless it is told otherwise. */
  METRICS_PORT: port(65_534).optional(),
  WORKER_METRICS_PORT: port(65_535).optional(),
};

type Given = z.output<z.ZodObject<typeof TELEMETRY_SETTINGS>>;

export type TelemetrySettings = {
  serviceName: string;
  /** Null: no traces. */
  traces: {
    url: string;
    sampler: { name: SamplerName; ratio: number };
    /** How long finished spans wait for others; 5 s unless a test is in a hurry. */
    delayMs?: number;
  } | null;
  /** Null: no metrics. A process without a port has none. */
  metrics: { host: string; ports: { web: number | null; worker: number | null } } | null;
};

/** @throws SettingError when two ports are the same. */
export function readTelemetry(given: Given, webPort: number): TelemetrySettings {
  const url = tracesUrl(given);
  const sampler = { name: given.OTEL_TRACES_SAMPLER, ratio: given.OTEL_TRACES_SAMPLER_ARG };
  const ports = metricsPorts(given, webPort);
  return {
    serviceName: given.OTEL_SERVICE_NAME,
    traces: url === null || given.OTEL_SDK_DISABLED ? null : { url, sampler },
    metrics: ports === null ? null : { host: given.METRICS_HOST, ports },
  };
}

function metricsPorts(given: Given, webPort: number) {
  const web = given.METRICS_PORT ?? null;
  const worker = given.WORKER_METRICS_PORT ?? (web === null ? null : web + 1);
  if (worker === null) return null;
  if (new Set([webPort, web, worker]).size < 3)
    throw new SettingError(
      "METRICS_PORT is the web process's, and the worker takes the next one (or WORKER_METRICS_PORT): both must differ from each other and from PORT.",
    );
  return { web, worker };
}

/** The signal's own address as it is; the common one with the signal's path (OTLP exporter §endpoint). */
function tracesUrl(given: Given): string | null {
  if (given.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT) return given.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT;
  if (!given.OTEL_EXPORTER_OTLP_ENDPOINT) return null;
  return `${given.OTEL_EXPORTER_OTLP_ENDPOINT.replace(/\/+$/, "")}/v1/traces`;
}
