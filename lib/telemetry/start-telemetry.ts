import { randomUUID } from "node:crypto";
import type { TelemetrySettings } from "#lib/config/telemetry-settings.ts";
import { observeProcess } from "./process-metrics.ts";
import { telemetry } from "./state.ts";

export type RunningTelemetry = {
  /** The metrics port that is listened on; null when metrics are off. */
  metricsPort: number | null;
  /** Sends what is left and frees the port. Takes about 2 s at most. */
  stop(): Promise<void>;
};

type ProcessName = "web" | "worker";

/**
 * Turns on what is configured, for all copies of our modules in this process. What is not is
 * never loaded.
 * @throws SettingError when the metrics port cannot be listened on.
 */
export async function startTelemetry(
  processName: ProcessName,
  settings: TelemetrySettings,
): Promise<RunningTelemetry> {
  const stops: (() => Promise<void>)[] = [];
  const metricsPort = settings.metrics?.ports[processName] ?? null;
  let listening: number | null = null;
  if (settings.traces || metricsPort !== null) {
    const { createResource, quietDiagnostics } = await import("./resource.ts");
    quietDiagnostics();
    const identity = { serviceName: settings.serviceName, processName, instanceId: randomUUID() };
    const resource = createResource(identity);
    if (settings.metrics && metricsPort !== null) {
      const { createMetrics } = await import("./metrics-exporter.ts");
      stops.push(observeProcess());
      const where = { host: settings.metrics.host, port: metricsPort };
      const exporter = await createMetrics(where, resource);
      telemetry.metrics = exporter.metrics;
      listening = exporter.port;
      stops.push(() => exporter.stop());
    }
    if (settings.traces) {
      const { createTracing } = await import("./tracing.ts");
      const tracing = createTracing(settings.traces, resource);
      telemetry.tracing = tracing;
      stops.push(() => tracing.stop());
    }
  }
  return {
    metricsPort: listening,
    async stop() {
      telemetry.tracing = null;
      telemetry.metrics = null;
      await Promise.all(stops.splice(0).map((stop) => stop()));
    },
  };
}
