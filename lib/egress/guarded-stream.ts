import { Agent, request } from "undici";
import { AppError } from "#lib/kernel/errors.ts";
import { parseAllowList } from "./address-rule.ts";
import { guardedConnector, type Resolver } from "./guarded-connect.ts";
import { checkedUrl, notReachable } from "./guarded-fetch.ts";

type StreamOptions = {
  method: "GET" | "POST" | "DELETE";
  /** Sent as they are: a caller that follows a redirect decides what goes along. */
  headers: Readonly<Record<string, string>>;
  body?: string;
  /** Host, host:port, address or range: opened beyond the public internet. */
  allowedHosts?: readonly string[];
  /** For the whole exchange, the body included. */
  timeoutMs: number;
  maxBytes: number;
  signal?: AbortSignal;
  resolve?: Resolver;
};

export type GuardedStream = {
  status: number;
  /** As it was asked, without its fragment. */
  url: string;
  /** Empty where there is none; the first of several. */
  header: (name: string) => string;
  /** Throws AppError `too_large` at the limit, `invalid` where it breaks off. */
  body: AsyncIterable<Buffer>;
  /** Ends the exchange. The caller must call it. */
  close: () => void;
};

/**
 * One exchange under the rules of `guardedFetch`, whose answer is read while it arrives. It follows
 * no redirect: that is an answer like any other, which the caller judges with `redirectTarget`.
 * @throws AppError `invalid`: the same for what is blocked and for what does not answer.
 */
export async function openGuardedStream(
  address: string,
  options: StreamOptions,
): Promise<GuardedStream> {
  const url = checkedUrl(address);
  const deadline = AbortSignal.timeout(options.timeoutMs);
  const signal = options.signal ? AbortSignal.any([deadline, options.signal]) : deadline;
  const agent = agentFor(options);
  // Not awaited: a peer that never closes must not hold up the answer.
  const close = () => void agent.destroy().catch(() => undefined);
  try {
    const { statusCode, headers, body } = await request(url, {
      dispatcher: agent,
      signal,
      method: options.method,
      body: options.body ?? null,
      headers: {
        ...options.headers,
        "accept-encoding": "identity",
        "user-agent": "gatehouse",
      },
    });
    body.on("error", () => undefined);
    const header = (name: string) => [headers[name] ?? []].flat()[0] ?? "";
    const limited = upTo(body, options.maxBytes);
    return { status: statusCode, url: url.toString(), header, body: limited, close };
  } catch (error) {
    close();
    throw error instanceof AppError ? error : notReachable(error);
  }
}

function agentFor({ allowedHosts = [], resolve, timeoutMs }: StreamOptions): Agent {
  return new Agent({
    connect: guardedConnector(parseAllowList(allowedHosts), {
      connectTimeoutMs: Math.min(timeoutMs, 10_000),
      ...(resolve ? { resolve } : {}),
    }),
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    pipelining: 1,
  });
}

async function* upTo(body: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<Buffer> {
  let size = 0;
  try {
    for await (const chunk of body) {
      size += chunk.length;
      if (size > maxBytes)
        throw new AppError("too_large", `The answer is larger than ${maxBytes} bytes.`);
      yield chunk;
    }
  } catch (error) {
    throw error instanceof AppError ? error : notReachable(error);
  }
}
