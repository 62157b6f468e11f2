// The web process: the registry API on plain node:http, everything else by Next.
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { startHeartbeat } from "#lib/audit/chain/heartbeat.ts";
import { nameWriters } from "#lib/audit/chain/lanes.ts";
import { env, isLoopback, SettingError } from "#lib/config/env.ts";
import { requireSafeDatabase } from "#lib/db/check-role.ts";
import { pool } from "#lib/db/client.ts";
import { boundBody } from "#lib/http/bound-body.ts";
import { bringsOwnPolicy, securityHeaders } from "#lib/http/content-security-policy.ts";
import { localAddress, refusalAtDoor } from "#lib/http/front-door.ts";
import { createRegistryHandler } from "#lib/registry-api/handle-registry.ts";
import { authSecret } from "#lib/auth/session-token.ts";
import { observeLogWritable } from "#lib/telemetry/audit-metrics.ts";
import { captureOutput, logCrashes } from "#lib/telemetry/capture-output.ts";
import { log } from "#lib/telemetry/log.ts";
import { observeRequest } from "#lib/telemetry/observe-request.ts";
import { readRouteTable } from "#lib/telemetry/route-table.ts";
import { startTelemetry } from "#lib/telemetry/start-telemetry.ts";
import { onShutdown } from "./lifecycle/on-shutdown.ts";

const root = path.resolve(import.meta.dirname, "..");
const DRAIN_MS = 8_000;
const BODY_MS = 60_000;
const REST_MS = 30_000;
const HEADERS = Object.entries(securityHeaders({ secure: env.publicUrl.startsWith("https:") }));
/** Where only this machine reaches us, or nobody proves who they are, a foreign name is an attack. */
const GUARDED = isLoopback(env.host) || env.demoSignIn;

async function main(): Promise<void> {
  if (env.databaseUrl === undefined)
    throw new SettingError(
      "DATABASE_URL is not set: the web process alone needs it (npm start brings a database).",
    );
  await requireSafeDatabase(env);
  logCrashes();
  if (env.nodeEnv !== "development") captureOutput();
  const telemetry = await startTelemetry("web", env.telemetry);
  nameWriters("web");
  const heartbeat = startHeartbeat();
  authSecret();
  process.env["NEXTAUTH_URL"] = env.publicUrl;
  observeLogWritable();
  const registry = createRegistryHandler();
  const handleNext = await prepareNext();

  const answer = (req: http.IncomingMessage, res: http.ServerResponse) => {
    registry
      .handle(req, res)
      .then((handled) => {
        if (handled) return undefined;
        req.url = localAddress(req.url);
        setHeaders(res, req.url);
        return refuse(req, res) ? undefined : handleNext(req, res);
      })
      .catch((error: unknown) => fail(res, error));
  };
  const routes = readRouteTable(root);
  const server = http.createServer((req, res) =>
    observeRequest({ req, res }, routes, () => answer(req, res)),
  );
  // `boundBody` is stricter, but for imports.
  server.requestTimeout = 6 * 3_600_000;
  server.headersTimeout = 20_000;
  server.keepAliveTimeout = 65_000;
  await listen(server);
  log.info("web ready", { url: env.publicUrl, pid: process.pid });
  process.send?.({ ready: true });

  onShutdown(async () => {
    server.close();
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), DRAIN_MS).unref();
    await new Promise((resolve) => server.once("close", resolve));
    await registry.close();
    await heartbeat.stop();
    await pool.end();
    await telemetry.stop();
  });
}

function setHeaders(res: http.ServerResponse, address: string): void {
  for (const [name, value] of HEADERS)
    if (name !== "content-security-policy" || !bringsOwnPolicy(address)) res.setHeader(name, value);
}

function refuse(req: http.IncomingMessage, res: http.ServerResponse): boolean {
  // Imports may be gigabytes, read as fast as they are stored.
  const isImport = req.url?.startsWith("/api/v1/imports") ?? false;
  boundBody(req, res, { arriveMs: isImport ? null : BODY_MS, restMs: REST_MS });
  const refusal = refusalAtDoor(req, { ...env, guarded: GUARDED });
  if (refusal === null) return false;
  res.writeHead(refusal.status, {
    "content-type": "text/plain; charset=utf-8",
    "cache-control": "no-store",
  });
  res.end(`${refusal.text}\n`);
  return true;
}

async function prepareNext() {
  const standalone = path.join(root, ".next", "required-server-files.json");
  // A standalone folder has no next.config.ts: the build left its settings in this file.
  if (!fs.existsSync(path.join(root, "next.config.ts")) && fs.existsSync(standalone)) {
    const { config } = JSON.parse(fs.readFileSync(standalone, "utf8")) as { config: object };
    process.env["__NEXT_PRIVATE_STANDALONE_CONFIG"] = JSON.stringify(config);
  }
  const { default: next } = await import("next");
  const dev = env.nodeEnv === "development";
  const app = next({ dev, dir: root, hostname: env.host, port: env.port });
  await app.prepare();
  return app.getRequestHandler();
}

function listen(server: http.Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(
        error.code === "EADDRINUSE"
          ? new SettingError(`PORT ${env.port} is taken on ${env.host}: set PORT to another one.`)
          : new SettingError(
              `HOST ${env.host} and PORT ${env.port} cannot be listened on (${error.message}).`,
            ),
      ),
    );
    server.listen(env.port, env.host, resolve);
  });
}

function fail(res: http.ServerResponse, error: unknown): void {
  log.error("error", { error });
  if (!res.headersSent) res.writeHead(500, { "content-type": "text/plain" });
  res.end("Something went wrong.");
}

main().catch((error: unknown) => {
  if (error instanceof SettingError) process.stderr.write(`${error.message}\n`);
  else log.error("start", { error });
  process.exit(1);
});
