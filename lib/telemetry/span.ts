import { AppError } from "#lib/kernel/errors.ts";
import { telemetry, type OpenSpan, type SpanSpec, type StartedSpan } from "./state.ts";

const NO_SPAN: OpenSpan = { set: () => undefined, rename: () => undefined, fail: () => undefined };

/** Runs `work` as a span of the current trace; while tracing is off it only runs it. */
export async function inSpan<Result>(
  spec: SpanSpec,
  work: (span: OpenSpan) => Promise<Result>,
): Promise<Result> {
  const { tracing } = telemetry;
  if (tracing === null) return work(NO_SPAN);
  const span = tracing.start(spec);
  try {
    return await span.within(() => work(span));
  } catch (error) {
    failWith(span, error);
    throw error;
  } finally {
    span.end();
  }
}

/** A refusal is an answer, not a fault: it is named, but the span has not gone wrong. */
export function failWith(span: StartedSpan, error: unknown): void {
  if (error instanceof AppError) span.set({ "gatehouse.refusal": error.code });
  else span.fail(errorType(error));
}

/** A class name or a code, as `error.type` wants it; messages may hold anything. */
export function errorType(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  const { code } = error as { code?: unknown };
  return typeof code === "string" && /^[A-Z0-9_]{1,40}$/.test(code) ? code : safeName(error.name);
}

const safeName = (name: string) => (/^[A-Za-z]{1,60}$/.test(name) ? name : "Error");
