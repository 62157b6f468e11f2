/** What modules of npm and Node are for, by name. Subpaths (`x/y`) count as their package. */
const NAMES = {
  subprocess: [
    "child_process",
    "cluster",
    "cross-spawn",
    "execa",
    "shelljs",
    "zx",
    "node-pty",
    "@lydell/node-pty",
    "tinyexec",
    "nano-spawn",
  ],
  native: [
    "bindings",
    "node-gyp-build",
    "node-pre-gyp",
    "@mapbox/node-pre-gyp",
    "ffi-napi",
    "koffi",
    "ffi-rs",
  ],
  network: [
    "http",
    "https",
    "http2",
    "net",
    "tls",
    "dgram",
    "dns",
    "undici",
    "axios",
    "node-fetch",
    "cross-fetch",
    "got",
    "ky",
    "ws",
    "needle",
    "request",
    "superagent",
    "phin",
    "bent",
    "socket.io-client",
    "eventsource",
    "ssh2",
    "nodemailer",
  ],
  filesystem: ["fs"],
  validation: [
    "zod",
    "ajv",
    "@sinclair/typebox",
    "typebox",
    "io-ts",
    "valibot",
    "joi",
    "yup",
    "superstruct",
    "arktype",
    "runtypes",
    "@cfworker/json-schema",
  ],
  telemetry: [
    "posthog-node",
    "posthog-js",
    "@segment/analytics-node",
    "analytics-node",
    "mixpanel",
    "amplitude-js",
    "universal-analytics",
    "applicationinsights",
    "newrelic",
    "dd-trace",
    "countly-sdk-nodejs",
    "@rudderstack/rudder-sdk-node",
    "statsig-node",
    "@vercel/analytics",
    "raygun",
    "rollbar",
    "bugsnag",
  ],
} as const;

export type ModuleUse = keyof typeof NAMES;

const USES: ReadonlyMap<string, ModuleUse> = new Map(
  (Object.keys(NAMES) as ModuleUse[]).flatMap((use) =>
    NAMES[use].map((name) => [name, use] as const),
  ),
);
const TELEMETRY_SCOPES =
  /^@(?:sentry|amplitude|bugsnag|datadog\/browser-|honeycombio\/|opentelemetry\/exporter-|opentelemetry\/sdk-)/;

/** `@scope/name/path` and `name/path` without the path. */
export function packageOf(specifier: string): string {
  const parts = specifier.replace(/^node:/, "").split("/");
  return parts.slice(0, specifier.startsWith("@") ? 2 : 1).join("/");
}

export function useOf(specifier: string): ModuleUse | null {
  const name = packageOf(specifier);
  return USES.get(name) ?? (TELEMETRY_SCOPES.test(name) ? "telemetry" : null);
}
