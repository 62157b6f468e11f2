import { log } from "#lib/telemetry/log.ts";

const LIMIT_MS = 12_000;

/**
 * Runs `work` once, at SIGTERM, SIGINT or when the parent that started us is gone, then exits 0.
 * A shutdown that hangs is cut off after 12 s with exit 1.
 */
export function onShutdown(work: () => Promise<void>): void {
  let started = false;
  const run = () => {
    if (started) return;
    started = true;
    setTimeout(() => process.exit(1), LIMIT_MS).unref();
    work().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error("stop", { error });
        process.exit(1);
      },
    );
  };
  process.on("SIGTERM", run);
  process.on("SIGINT", run);
  process.on("disconnect", run);
}
