import { format } from "node:util";
import { log } from "./log.ts";

/**
 * Makes log lines of what libraries print (Next prints errors of pages with their messages), and
 * of what ends the process: both may hold what somebody sent. Call it once, in a process's main
 * file; not in development, where people read the terminal.
 */
export function captureOutput(): void {
  console.error = (...words) => log.error("console", { text: format(...words) });
  console.warn = (...words) => log.warn("console", { text: format(...words) });
  for (const method of ["log", "info", "debug"] as const)
    console[method] = (...words) => log.info("console", { text: format(...words) });
}

/** Node's own way of ending, with the same exit code, but with a log line for its last words. */
export function logCrashes(): void {
  process.on("uncaughtException", (error) => {
    log.error("crash", { error });
    process.exit(1);
  });
}
