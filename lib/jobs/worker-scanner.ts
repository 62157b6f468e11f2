import { env } from "#lib/config/env.ts";
import type { Scanner } from "#lib/trust/open-scanner.ts";

let scanner: Promise<Scanner> | null = null;

/** The scanner of this process. It is large: it is loaded once something is scanned. */
export function workerScanner(): Promise<Scanner> {
  scanner ??= import("#lib/trust/open-scanner.ts").then(({ openScanner }) => openScanner(env));
  return scanner;
}
