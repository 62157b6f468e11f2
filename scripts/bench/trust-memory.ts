import fs from "node:fs";
import { memoryOf } from "#lib/trust/sandbox/run-child.ts";

const EVERY_MS = 50;
const MB = 1_048_576;

export type ScanMemory = {
  /** Peaks of resident memory in MB: the process that fetches and judges, … */
  fetcher: number;
  /** … the fenced process that reads code, and the package's own server while it is asked. */
  scanner: number;
  server: number;
};

/** Watches this process and all that it starts, where there is /proc. */
export function watchScanMemory(): { stop(): ScanMemory } {
  const peaks: ScanMemory = { fetcher: 0, scanner: 0, server: 0 };
  const look = () => {
    peaks.fetcher = Math.max(peaks.fetcher, process.memoryUsage.rss() / MB);
    for (const pid of descendantsOf(process.pid)) {
      const role = readText(`/proc/${pid}/cmdline`).includes("scanner-process")
        ? "scanner"
        : "server";
      peaks[role] = Math.max(peaks[role], memoryOf(pid) / MB);
    }
  };
  const timer = setInterval(look, EVERY_MS);
  return {
    stop() {
      clearInterval(timer);
      look();
      return peaks;
    },
  };
}

const TICKS_PER_SECOND = 100;

/** Processor time of this process and of all that it started and that has ended, in seconds; 0 without /proc. */
export function cpuSeconds(): number {
  const line = readText("/proc/self/stat");
  // The name before it may hold spaces; utime, stime, cutime and cstime are the fields 14 to 17.
  const fields = line.slice(line.lastIndexOf(")") + 2).split(" ");
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / TICKS_PER_SECOND;
}

function descendantsOf(pid: number): number[] {
  const own = threadsOf(pid).flatMap((thread) =>
    readText(`/proc/${pid}/task/${thread}/children`).split(" ").filter(Boolean).map(Number),
  );
  return [...own, ...own.flatMap(descendantsOf)];
}

function threadsOf(pid: number): string[] {
  try {
    return fs.readdirSync(`/proc/${pid}/task`);
  } catch {
    // It has ended, or there is no /proc.
    return [];
  }
}

function readText(file: string): string {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    // As above: what has ended holds nothing.
    return "";
  }
}
