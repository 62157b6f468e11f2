import { observeSeconds } from "./metrics.ts";
import { inSpan } from "./span.ts";
import { telemetry } from "./state.ts";

/** One run of a job: a trace of its own, and its time by outcome. `name` is the queue's. */
export async function observeJob<Result>(
  name: string,
  work: () => Promise<Result>,
): Promise<Result> {
  if (telemetry.tracing === null && telemetry.metrics === null) return work();
  const startedMs = performance.now();
  let outcome = "failed";
  try {
    const result = await inSpan(
      { name: `job ${name}`, kind: "consumer", attributes: { "gatehouse.job": name } },
      work,
    );
    outcome = "done";
    return result;
  } finally {
    const seconds = (performance.now() - startedMs) / 1_000;
    observeSeconds("gatehouse_job_duration_seconds", { job: name, outcome }, seconds);
  }
}
