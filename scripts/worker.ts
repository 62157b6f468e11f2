// The worker process: hourly mirrors, imports started on a page, clearing up after crashes.
import { redact } from "#lib/telemetry/core/redact.ts";
import { log } from "#lib/telemetry/log.ts";
import { onShutdown } from "./lifecycle/on-shutdown.ts";

async function main(): Promise<void> {
  // Loaded here, so that a wrong setting is one sentence and no stack trace.
  const { env, SettingError } = await import("#lib/config/env.ts");
  if (env.databaseUrl === undefined)
    throw new SettingError(
      "DATABASE_URL is not set: the worker alone needs it (npm start brings a database).",
    );
  await (await import("#lib/db/check-role.ts")).requireSafeDatabase(env);
  const { captureOutput, logCrashes } = await import("#lib/telemetry/capture-output.ts");
  const { startTelemetry } = await import("#lib/telemetry/start-telemetry.ts");
  logCrashes();
  if (env.nodeEnv !== "development") captureOutput();
  const telemetry = await startTelemetry("worker", env.telemetry);
  (await import("#lib/audit/chain/lanes.ts")).nameWriters("worker");
  const { startLog } = await import("#lib/audit/sequencer/start-log.ts");
  const { raiseLogAlarm } = await import("#lib/audit/raise-log-alarm.ts");
  const { noteKey } = await import("#lib/audit/note-key.ts");
  const { workerContext } = await import("#lib/jobs/worker-context.ts");
  const auditLog = startLog({
    alarm: async (what) => void (await raiseLogAlarm(workerContext(), { what })),
    noteKey: (keyId) => noteKey(workerContext(), { keyId }),
  });
  const shipping = (await import("#lib/audit-sinks/shipping/start-shipping.ts")).startShipping();
  const { observeAudit, observeLogWritable } = await import("#lib/telemetry/audit-metrics.ts");
  observeAudit();
  observeLogWritable();
  const { pool } = await import("#lib/db/client.ts");
  const { startWorker } = await import("#lib/jobs/start-worker.ts");
  const worker = await startWorker();
  onShutdown(async () => {
    await worker.stop();
    await shipping.stop();
    await auditLog.stop();
    await pool.end();
    await telemetry.stop();
  });
  log.info("worker ready", { pid: process.pid });
  process.send?.({ ready: true });
}

main().catch((error: unknown) => {
  process.stderr.write(
    `The worker cannot start: ${redact(error instanceof Error ? error.message : String(error))}\n`,
  );
  process.exit(1);
});
