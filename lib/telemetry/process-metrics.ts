import { monitorEventLoopDelay } from "node:perf_hooks";
import { observeGauge } from "./metrics.ts";

/** What tells whether a process is well. Returns what ends the watching. */
export function observeProcess(): () => Promise<void> {
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  const startedSeconds = Date.now() / 1_000 - process.uptime();
  const ends = [
    observeGauge(
      "nodejs_eventloop_lag_seconds",
      "How late the event loop was since the last scrape.",
      () => {
        const at = (quantile: number) => ({
          labels: { quantile: String(quantile) },
          value: lag(delay.percentile(quantile * 100)),
        });
        const read = [at(0.5), at(0.99), { labels: { quantile: "1" }, value: lag(delay.max) }];
        delay.reset();
        return read;
      },
    ),
    observeGauge("process_resident_memory_bytes", "Resident memory.", () =>
      process.memoryUsage.rss(),
    ),
    observeGauge("nodejs_heap_size_used_bytes", "Memory of living JavaScript objects.", () => {
      return process.memoryUsage().heapUsed;
    }),
    observeGauge("process_cpu_seconds_total", "Processor time.", () => cpuSeconds()),
    observeGauge(
      "process_start_time_seconds",
      "When the process began, since 1970.",
      () => startedSeconds,
    ),
  ];
  return async () => {
    delay.disable();
    for (const end of ends) end();
  };
}

/** The monitor counts its own interval of 10 ms; nothing measured yet is NaN. */
const lag = (nanoseconds: number) =>
  Number.isFinite(nanoseconds) ? Math.max(0, nanoseconds / 1e9 - 0.01) : 0;

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
