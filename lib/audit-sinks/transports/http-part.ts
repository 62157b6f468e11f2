import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { guardedFetch, type FetchAnswer, type FetchOptions } from "#lib/egress/guarded-fetch.ts";
import { AppError } from "#lib/kernel/errors.ts";
import type { PartOutcome } from "../core/send-result.ts";
import type { SinkTarget } from "./sink-target.ts";

const gzipped = promisify(gzip);
const MAX_ANSWER_BYTES = 1_048_576;
const MAX_WAIT_MS = 3_600_000;

type HttpTarget = SinkTarget<"otlp" | "splunk_hec" | "webhook" | "s3">;
export type HttpAnswer = { ok: true; answer: FetchAnswer } | { ok: false; outcome: PartOutcome };

/** One call under the sink's rules; what stops it on the way is a reason to try again. */
export async function callSink(
  url: string,
  options: FetchOptions,
  { target, signal }: { target: HttpTarget; signal: AbortSignal },
): Promise<HttpAnswer> {
  const { config, resolve } = target;
  try {
    const answer = await guardedFetch(url, {
      maxBytes: MAX_ANSWER_BYTES,
      ...options,
      allowedHosts: config.allowedHosts,
      timeoutMs: config.timeoutMs,
      signal,
      ...(config.ca === undefined ? {} : { ca: config.ca }),
      ...(resolve ? { resolve } : {}),
    });
    return { ok: true, answer };
  } catch (error) {
    if (error instanceof AppError)
      return { ok: false, outcome: { status: "retry", reason: error.message } };
    throw error;
  }
}

/** 400, 413 and 422 speak about the body; anything else about us or about the moment. */
const ABOUT_THE_BODY = new Set([400, 413, 422]);

/** An answer by its status alone. Bodies of answers stay out of reasons: they may quote secrets. */
export function outcomeOf({ status, retryAfter }: FetchAnswer): PartOutcome {
  if (status >= 200 && status < 300) return { status: "accepted" };
  const reason = `The receiver answered ${status}.`;
  if (ABOUT_THE_BODY.has(status)) return { status: "bad", reason };
  const afterMs = waitMs(retryAfter, Date.now());
  return { status: "retry", reason, ...(afterMs === null ? {} : { afterMs }) };
}

/** Retry-After of RFC 9110 §10.2.3 in milliseconds, an hour at most. */
export function waitMs(retryAfter: string, now: number): number | null {
  const text = retryAfter.trim();
  const wait = /^\d{1,9}$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now;
  return Number.isFinite(wait) ? Math.min(Math.max(wait, 0), MAX_WAIT_MS) : null;
}

export async function body(
  data: string | Uint8Array,
  compress: boolean,
): Promise<{ body: string | Uint8Array; headers: Record<string, string> }> {
  if (!compress) return { body: data, headers: {} };
  return { body: await gzipped(data), headers: { "content-encoding": "gzip" } };
}

/** The address with a path behind its own, unless it ends so already. */
export function withPath(address: string, path: string): string {
  const url = new URL(address);
  const base = url.pathname.replace(/\/+$/, "");
  url.pathname = base.endsWith(path) ? base : base + path;
  return url.toString();
}
