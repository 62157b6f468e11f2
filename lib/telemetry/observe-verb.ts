import { AppError } from "#lib/kernel/errors.ts";
import { observeSeconds } from "./metrics.ts";
import { inSpan } from "./span.ts";
import { telemetry } from "./state.ts";

export type VerbKind = "command" | "query";
type Verb<Ctx, Result> = (ctx: Ctx, rawInput: unknown) => Promise<Result>;

/** The verb, measured and traced under its name; while telemetry is off, the verb as it is. */
export function observed<Ctx, Result>(
  kind: VerbKind,
  name: string,
  verb: Verb<Ctx, Result>,
): Verb<Ctx, Result> {
  const spec = {
    name: `${kind} ${name}`,
    kind: "internal",
    attributes: { "gatehouse.verb": name },
  } as const;
  return (ctx, rawInput) => {
    if (telemetry.tracing === null && telemetry.metrics === null) return verb(ctx, rawInput);
    return timed({ kind, verb: name }, () => inSpan(spec, () => verb(ctx, rawInput)));
  };
}

async function timed<Result>(
  labels: { kind: VerbKind; verb: string },
  work: () => Promise<Result>,
): Promise<Result> {
  const startedMs = performance.now();
  let outcome = "success";
  try {
    return await work();
  } catch (error) {
    outcome = error instanceof AppError ? "refused" : "failed";
    throw error;
  } finally {
    const seconds = (performance.now() - startedMs) / 1_000;
    observeSeconds("gatehouse_verb_duration_seconds", { ...labels, outcome }, seconds);
  }
}
