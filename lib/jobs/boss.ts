import { PgBoss } from "pg-boss";
import { env } from "#lib/config/env.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { log } from "#lib/telemetry/log.ts";
import { JOB_NAMES, JOBS } from "./queues.ts";

/**
 * The job queue in our own Postgres, in a schema of its own. Senders only put jobs in; the worker
 * also keeps the clock and clears up.
 */
export async function openBoss(purpose: "send" | "work"): Promise<PgBoss> {
  if (env.databaseUrl === undefined)
    throw new AppError("unavailable", "DATABASE_URL is not set: jobs need the database.");
  const works = purpose === "work";
  const boss = new PgBoss({
    connectionString: env.databaseUrl,
    schema: "pgboss",
    // The migrations make it: our role may make no schema.
    createSchema: false,
    application_name: `gatehouse-${purpose}`,
    max: works ? 4 : 1,
    supervise: works,
    schedule: works,
  });
  // Without a listener an error event would end the process; the queue itself tries again.
  boss.on("error", (error) => log.error("jobs", { error: error.message }));
  await boss.start();
  for (const name of JOB_NAMES) await boss.createQueue(name, JOBS[name].queue);
  return boss;
}
