// The worker process: hourly mirrors, imports started on a page, clearing up after crashes.
import { env, SettingError } from "#lib/config/env.ts";
import { pool } from "#lib/db/client.ts";
import { startWorker } from "#lib/jobs/start-worker.ts";
import { onShutdown } from "./lifecycle/on-shutdown.ts";

async function main(): Promise<void> {
  if (env.databaseUrl === undefined)
    throw new SettingError(
      "DATABASE_URL is not set: the worker alone needs it (npm start brings a database).",
    );
  const worker = await startWorker();
  onShutdown(async () => {
    await worker.stop();
    await pool.end();
  });
  console.log(JSON.stringify({ event: "worker ready", pid: process.pid }));
  process.send?.({ ready: true });
}

main().catch((error: unknown) => {
  console.error(error instanceof SettingError ? error.message : error);
  process.exit(1);
});
