import { setTimeout as sleep } from "node:timers/promises";
import { guardedFetch, type FetchAnswer, type FetchOptions } from "#lib/egress/guarded-fetch.ts";
import { AppError } from "#lib/kernel/errors.ts";

export type PageOptions = FetchOptions & {
  /** How often a page is asked for before it counts as missing. */
  attempts?: number;
  /** Wait before the second attempt; doubles each time. */
  backOffMs?: number;
};

const PAGE_LIMITS = { timeoutMs: 45_000, maxBytes: 16 * 1_048_576, sameHost: true } as const;

/** An upstream's refusal, kept apart from its silence: asking again would not help. */
export class UpstreamRefusal extends AppError {
  readonly status: number;

  constructor(status: number, url: string) {
    super("invalid", `${hostOf(url)} answered ${status}.`);
    this.status = status;
  }
}

/**
 * One page of an upstream, asked for three times with a growing pause. Answers 429 and 5xx, and
 * silence, are worth another attempt; a 4xx is not.
 * @throws AppError in words an administrator may read.
 */
export async function fetchPage(url: string, options: PageOptions = {}): Promise<FetchAnswer> {
  const { attempts = 3, backOffMs = 1_000, ...rest } = options;
  for (let attempt = 1; ; attempt += 1) {
    refuseIfStopped(options.signal);
    try {
      return await fetchOnce(url, rest);
    } catch (error) {
      refuseIfStopped(options.signal);
      if (attempt >= attempts || !worthRepeating(error)) throw error;
    }
    await pause(backOffMs * 2 ** (attempt - 1), options.signal);
  }
}

/** A worker that stops is no fault of the upstream, and is not told as one. */
function refuseIfStopped(signal: AbortSignal | undefined): void {
  if (signal?.aborted)
    throw new AppError("unavailable", "Gatehouse was stopped; the next run goes on from here.");
}

async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(milliseconds, undefined, signal ? { signal } : {});
  } catch (error) {
    if (!signal?.aborted) throw error;
  }
}

async function fetchOnce(url: string, options: FetchOptions): Promise<FetchAnswer> {
  const answer = await guardedFetch(url, { ...PAGE_LIMITS, ...options });
  if (answer.status < 200 || answer.status > 299) throw new UpstreamRefusal(answer.status, url);
  return answer;
}

function worthRepeating(error: unknown): boolean {
  if (error instanceof UpstreamRefusal) return error.status === 429 || error.status >= 500;
  // What is no web address today is none in a second either; those refusals have no cause.
  return error instanceof AppError && error.code === "invalid" && error.cause !== undefined;
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : "The upstream";
}
