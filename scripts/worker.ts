// The worker process: hourly mirrors, imports started on a page, clearing up after crashes.
import { onShutdown } from "./lifecycle/on-shutdown.ts";

async function main(): Promise<void> {
  // Loaded here, so that a wrong setting is one sentence and no stack trace.
  const { env, SettingError } = await import("#lib/config/env.ts");
  if (env.databaseUrl === undefined)
    throw new SettingError(
      "DATABASE_URL is not set: the worker alone needs it (npm start brings a database).",
    );
  const { pool } = await import("#lib/db/client.ts");
  const { startWorker } = await import("#lib/jobs/start-worker.ts");
  const worker = await startWorker();
  onShutdown(async () => {
    await worker.stop();
    await pool.end();
  });
  console.log(JSON.stringify({ event: "worker ready", pid: process.pid }));
  process.send?.({ ready: true });
}

main().catch((error: unknown) => {
  console.error(
    `The worker cannot start: ${error instanceof Error ? error.message : String(error)}`,
  );
  process.exit(1);
});
