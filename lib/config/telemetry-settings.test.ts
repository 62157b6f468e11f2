import { expect, test } from "vitest";
import { readEnv } from "./env.ts";

const read = (source: Record<string, string>) => readEnv(source).telemetry;

test("without settings there are no traces and no metrics", () => {
  expect(read({})).toEqual({ serviceName: "gatehouse", traces: null, metrics: null });
});

test.each([
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: "http://otel:4318" }, "http://otel:4318/v1/traces"],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: "https://otel/base/" }, "https://otel/base/v1/traces"],
  [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "https://otel/spans" }, "https://otel/spans"],
  [
    {
      OTEL_EXPORTER_OTLP_ENDPOINT: "http://one",
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://two/x",
    },
    "http://two/x",
  ],
])("%j sends spans to %s", (source, url) => {
  expect(read(source).traces).toEqual({
    url,
    sampler: { name: "parentbased_always_on", ratio: 1 },
  });
});

test("the SDK's own switch turns traces off", () => {
  const source = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://otel", OTEL_SDK_DISABLED: "true" };
  expect(read(source).traces).toBeNull();
});

test.each([
  [{ METRICS_PORT: "9464" }, { web: 9464, worker: 9465 }],
  [
    { METRICS_PORT: "9464", WORKER_METRICS_PORT: "9000" },
    { web: 9464, worker: 9000 },
  ],
  [{ WORKER_METRICS_PORT: "9000" }, { web: null, worker: 9000 }],
])("%j listens at %j", (source, ports) => {
  expect(read(source).metrics).toEqual({ host: "127.0.0.1", ports });
});

test.each([
  [{ METRICS_PORT: "3000" }, "METRICS_PORT"],
  [{ METRICS_PORT: "2999" }, "METRICS_PORT"],
  [{ METRICS_PORT: "9000", WORKER_METRICS_PORT: "9000" }, "METRICS_PORT"],
  [{ METRICS_PORT: "65535" }, "METRICS_PORT"],
  [{ METRICS_PORT: "x" }, "METRICS_PORT"],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: "otel:4318" }, "OTEL_EXPORTER_OTLP_ENDPOINT"],
  [{ OTEL_TRACES_SAMPLER: "sometimes" }, "OTEL_TRACES_SAMPLER"],
  [{ OTEL_TRACES_SAMPLER_ARG: "2" }, "OTEL_TRACES_SAMPLER_ARG"],
])("%j is refused with a sentence that names %s", (source, name) => {
  expect(() => read(source)).toThrow(name);
});
