import { listenTo } from "#lib/db/listen.ts";
import { log } from "#lib/telemetry/log.ts";

/**
 * Runs `work` whenever something is written to the outbox: one run at a time, and once more when
 * something came meanwhile. A run that fails is made up for by the job of the next minute.
 */
export function startOutboxLoop(work: () => Promise<void>): { stop(): Promise<void> } {
  let running: Promise<void> | null = null;
  let again = false;
  let stopped = false;

  const run = async () => {
    do {
      again = false;
      try {
        await work();
      } catch (error) {
        log.error("outbox", { error: String(error) });
      }
    } while (again && !stopped);
    running = null;
  };
  const stopListening = listenTo("gatehouse_outbox", () => {
    again = true;
    if (!stopped) running ??= run();
  });
  return {
    async stop() {
      stopped = true;
      await stopListening();
      await running;
    },
  };
}
