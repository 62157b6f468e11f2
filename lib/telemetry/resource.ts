// What this process tells of itself to whoever receives its spans and metrics.
import { diag, DiagLogLevel } from "@opentelemetry/api";
import {
  detectResources,
  envDetector,
  resourceFromAttributes,
  type Resource,
} from "@opentelemetry/resources";
import { ATTR_SERVICE_INSTANCE_ID, ATTR_SERVICE_NAME } from "@opentelemetry/semantic-conventions";
import { log } from "./log.ts";

const QUIET_MS = 60_000;

export type Identity = { serviceName: string; processName: string; instanceId: string };

/** OTEL_RESOURCE_ATTRIBUTES, and on top of it the names that we know better. */
export function createResource({ serviceName, processName, instanceId }: Identity): Resource {
  return detectResources({ detectors: [envDetector] }).merge(
    resourceFromAttributes({
      [ATTR_SERVICE_NAME]: serviceName,
      [ATTR_SERVICE_INSTANCE_ID]: instanceId,
      "gatehouse.process": processName,
    }),
  );
}

/** The SDK's own complaints (a collector that is away) as log lines, one a minute at most. */
export function quietDiagnostics(): void {
  let silentUntilMs = 0;
  const say = (message: string) => {
    const nowMs = Date.now();
    if (nowMs < silentUntilMs) return;
    silentUntilMs = nowMs + QUIET_MS;
    log.warn("telemetry", { error: message });
  };
  const silent = () => undefined;
  diag.setLogger(
    { error: say, warn: say, info: silent, debug: silent, verbose: silent },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
}
