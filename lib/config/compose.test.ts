import fs from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { AUDIT_SETTINGS } from "./audit-settings.ts";
import { readEnv } from "./env.ts";
import { TELEMETRY_SETTINGS } from "./telemetry-settings.ts";
import { TRUST_SETTINGS } from "./trust-settings.ts";

type Service = "migrate" | "web" | "worker";
type Compose = { services: Record<Service, { environment: Record<string, string> }> };

const read = (file: string) =>
  fs.readFileSync(path.join(import.meta.dirname, "../..", file), "utf8");
const { services } = parse(read("docker-compose.yml"), { merge: true }) as Compose;

/** Not of a deployment: the image sets them, or they belong to the embedded database, or npm sets them. */
const ELSEWHERE = new Set([
  ...["NODE_ENV", "HOST", "PORT", "DATA_DIR"],
  ...["GATEHOUSE_SEED", "GATEHOUSE_DEMO_SIGN_IN"],
  ...["GATEHOUSE_EMBEDDED_DATABASE", "GATEHOUSE_THROW_AWAY_DATABASE", "npm_config_registry"],
]);

/** Who alone reads a setting; web and worker both read all others. */
const READ_BY: Readonly<Record<string, readonly Service[]>> = {
  DATABASE_OWNER_URL: ["migrate"],
  API_RATE_LIMIT: ["web"],
  API_WRITE_RATE_LIMIT: ["web"],
  ANALYSER_URL: ["worker"],
  ANALYSER_TOKEN: ["worker"],
  AUDIT_KEY: ["worker"],
  AUDIT_KEY_FILE: ["worker"],
  AUDIT_CHECKPOINT_SECONDS: ["worker"],
  AUDIT_PUBLIC_KEYS_OLD: ["worker"],
  AUDIT_ANCHOR_DIR: ["worker"],
  AUDIT_ANCHOR_WEBHOOK_URL: ["worker"],
  AUDIT_ANCHOR_WEBHOOK_SECRET: ["worker"],
  AUDIT_WITNESS_URL: ["worker"],
  AUDIT_WITNESS_KEY: ["worker"],
  AUDIT_ALLOWED_HOSTS: ["worker"],
};
const BOTH: readonly Service[] = ["web", "worker"];

/** What the environment that is read may hold: by the schema, as it is written. */
const SETTINGS = [
  ...[...read("lib/config/env.ts").matchAll(/^ {2}(\w+): [\w.]+/gm)].map(([, name = ""]) => name),
  ...Object.keys({ ...AUDIT_SETTINGS, ...TELEMETRY_SETTINGS, ...TRUST_SETTINGS }),
].filter((name) => /^[A-Z_\d]{4,}$|^npm_/.test(name));
const DEPLOYED = SETTINGS.filter((name) => !ELSEWHERE.has(name));

/** Read by Node and by the SDK of OpenTelemetry, not by us. */
const OF_LIBRARIES = [
  "NODE_EXTRA_CA_CERTS",
  "OTEL_EXPORTER_OTLP_HEADERS",
  "OTEL_RESOURCE_ATTRIBUTES",
];

test("the settings are found where they are declared", () => {
  const some = ["DATABASE_URL", "TRUST_ALLOWED_HOSTS", "OTEL_SERVICE_NAME", "AUDIT_KEY"];
  expect(SETTINGS).toEqual(expect.arrayContaining(some));
  expect(SETTINGS.length).toBeGreaterThan(60);
});

describe("docker-compose.yml", () => {
  test.each(DEPLOYED)("hands %s to the services that read it, and to no others", (name) => {
    const wanted = READ_BY[name] ?? BOTH;
    const given = (["migrate", "web", "worker"] as const).filter(
      (service) => services[service].environment[name] !== undefined,
    );
    // Migrations get what web and worker share.
    expect(given).toEqual(
      wanted === BOTH && given[0] === "migrate" ? ["migrate", ...BOTH] : wanted,
    );
  });

  test.each(BOTH)(
    "leaves out of %s what is not set outside, which is no wrong setting",
    (service) => {
      const filled = Object.entries(services[service].environment).map(([name, value]) => [
        name,
        value
          .replaceAll(/\$\{\w+:-([^}]*)\}/g, "$1")
          .replaceAll(/\$\{GATEHOUSE_URL:\?[^}]*\}/g, "https://mcp.test.example")
          .replaceAll(/\$\{\w+:\?[^}]*\}/g, "x".repeat(32)),
      ]);
      const { audit, intake, telemetry, oidc } = readEnv(
        Object.fromEntries(filled) as Record<string, string>,
      );
      expect(audit).toMatchObject({
        ...{ key: null, payloadKey: null, oldPayloadKeys: [], oldPublicKeys: [] },
        ...{ checkpointMs: 10_000, anchorWebhook: null, witness: null },
      });
      expect(intake.pypi).toBe("https://pypi.org");
      expect([telemetry.traces, telemetry.metrics, oidc]).toEqual([null, null, null]);
    },
  );

  test.each(OF_LIBRARIES)("hands %s to web and worker", (name) => {
    for (const service of BOTH) expect(services[service].environment[name]).toBe(`\${${name}:-}`);
  });

  test("hands on nothing under another name, and nothing that is no setting", () => {
    for (const service of BOTH)
      for (const [name, value] of Object.entries(services[service].environment)) {
        expect([...SETTINGS, ...OF_LIBRARIES]).toContain(name);
        if (!["DATABASE_URL", "DATABASE_POOL_SIZE"].includes(name) && value.includes("$"))
          expect(value).toMatch(new RegExp(`^\\$\\{${name}:[-?][^}]*\\}$`));
      }
  });
});

test("README.md has every setting in its table", () => {
  const table = read("README.md")
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .join("\n");
  const forPeople = SETTINGS.filter((name) => !/EMBEDDED|THROW_AWAY|NODE_ENV|npm_/.test(name));
  expect(forPeople.filter((name) => !new RegExp(`\`${name}[\`=]`).test(table))).toEqual([]);
});
