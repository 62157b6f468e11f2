import { setTimeout as sleep } from "node:timers/promises";
import type { PgBoss } from "pg-boss";
import { log } from "#lib/telemetry/log.ts";
import { observeJob } from "#lib/telemetry/observe-job.ts";
import { openBoss } from "./boss.ts";
import { HANDLERS } from "./handlers.ts";
import { startOutboxLoop } from "./outbox-loop.ts";
import { JOB_NAMES, JOBS, type JobData, type JobName } from "./queues.ts";
import { closeSender } from "./send-job.ts";

const STOP_MS = 8_000;

export type Worker = {
  /** Gives running jobs a moment to put down their work; a job cut off is taken up again. */
  stop(): Promise<void>;
};

/** Works on the jobs of every queue and sends the scheduled ones. */
export async function startWorker(): Promise<Worker> {
  const boss = await openBoss("work");
  const stopping = new AbortController();
  for (const name of JOB_NAMES) {
    await serve(boss, name, stopping.signal);
    const { cron } = JOBS[name];
    if (cron !== null) await boss.schedule(name, cron, {}, { tz: "UTC" });
  }
  await boss.send("import.close_stale", {});
  const outbox = startOutboxLoop(async () => {
    for (const name of ["notifications.fan_out", "notifications.deliver"] as const)
      await observeJob(name, () => HANDLERS[name]({}, stopping.signal));
  });
  return {
    async stop() {
      stopping.abort();
      // A mail cut off here is sent again by the next worker, with the same id.
      const waited = Promise.race([outbox.stop(), sleep(STOP_MS, undefined, { ref: false })]);
      await Promise.all([waited, boss.stop({ graceful: true, timeout: STOP_MS })]);
      await closeSender();
    },
  };
}

async function serve<Name extends JobName>(
  boss: PgBoss,
  name: Name,
  stopping: AbortSignal,
): Promise<void> {
  await boss.work<unknown>(name, async ([job]) => {
    if (!job) return;
    // What stands in the queue may be older than this code: it is read like any other input.
    const data = (JOBS[name].data.parse(job.data) ?? {}) as JobData<Name>;
    const started = Date.now();
    const ended = (more: object) =>
      log.info("job", { name, id: job.id, ms: Date.now() - started, ...more });
    await observeJob(name, async () => {
      try {
        await HANDLERS[name](data, AbortSignal.any([stopping, job.signal]));
        ended({ outcome: "done" });
      } catch (error) {
        ended({ outcome: "failed", error: error instanceof Error ? error.message : String(error) });
        throw error;
      }
    });
  });
}
