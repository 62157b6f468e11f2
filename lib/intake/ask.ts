import { guardedFetch, type FetchAnswer, type FetchOptions } from "#lib/egress/guarded-fetch.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { parseJsonExact, type Json } from "#lib/kernel/json.ts";
import type { SourceReport, SourceStatus } from "./core/evidence.ts";

/** Where intake reads; base addresses without a final slash. */
export type IntakeSources = {
  npm: string;
  /** Counts downloads; null where the configured npm registry is not the one it counts. */
  npmDownloads: string | null;
  pypi: string;
  official: string;
  /** Hosts inside the company that pasted references may point to. */
  allowedHosts: readonly string[];
  timeoutMs: number;
};

/** Where to ask, and until when: one deadline for everything that one inspection reads. */
export type Reach = { sources: IntakeSources; signal: AbortSignal };

export type Asked =
  | { status: "read"; answer: FetchAnswer }
  | {
      status: Exclude<SourceStatus, "read">;
      detail: string;
      code: number | null;
      /** What a 401 asks for. */
      challenge?: string;
    };

type AskOptions = Pick<FetchOptions, "accept" | "authorization" | "maxBytes" | "method"> & {
  /** The base address of a configured source: the administrator who set it has opened its host. */
  base?: string;
};

const MEGABYTE = 1_048_576;
export const MAX_ANSWER = 8 * MEGABYTE;

/** Asks one address. Whatever goes wrong is an answer in words, never an exception. */
export async function ask(reach: Reach, url: string, options: AskOptions = {}): Promise<Asked> {
  const { base, maxBytes = MAX_ANSWER, ...rest } = options;
  const { sources, signal } = reach;
  const own = base === undefined ? [] : [new URL(base).host];
  try {
    const answer = await guardedFetch(url, {
      ...rest,
      maxBytes,
      signal,
      timeoutMs: sources.timeoutMs,
      allowedHosts: [...sources.allowedHosts, ...own],
    });
    return answer.status >= 200 && answer.status < 300
      ? { status: "read", answer }
      : refusal(answer);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const tooLarge = error.code === "too_large";
    return {
      status: tooLarge ? "not_checkable" : "unreachable",
      detail: tooLarge
        ? `The answer is larger than ${Math.round(maxBytes / MEGABYTE)} MB, so it was not read.`
        : error.message,
      code: null,
    };
  }
}

function refusal({ status, wwwAuthenticate }: FetchAnswer): Asked {
  if (status === 404 || status === 410)
    return { status: "not_found", detail: "There is nothing of that name.", code: status };
  if (status === 401 || status === 403)
    return {
      status: "not_checkable",
      detail: "It answers only after signing in.",
      code: status,
      challenge: wwwAuthenticate,
    };
  return { status: "unreachable", detail: `It answered ${status}.`, code: status };
}

export type Read = { status: "read"; value: Json; answer: FetchAnswer };

/** Asks for JSON. */
export async function askJson(
  reach: Reach,
  url: string,
  options: AskOptions = {},
): Promise<Read | Exclude<Asked, { status: "read" }>> {
  const asked = await ask(reach, url, options);
  if (asked.status !== "read") return asked;
  try {
    return { ...asked, value: parseJsonExact(asked.answer.body.toString("utf8")) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { status: "not_checkable", detail: "What it answered is not JSON.", code: null };
  }
}

/** The report of a source that gave nothing. */
export const missed = (
  source: string,
  { status, detail }: { status: SourceStatus; detail: string },
): SourceReport => ({ source, status, detail });
