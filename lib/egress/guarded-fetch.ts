import { Agent, request } from "undici";
import { AppError } from "#lib/kernel/errors.ts";
import { inSpan } from "#lib/telemetry/span.ts";
import { parseAllowList } from "./address-rule.ts";
import { guardedConnector, type Resolver } from "./guarded-connect.ts";

const TIMEOUT_MS = 45_000;
const MAX_REDIRECTS = 5;
const MAX_URL_LENGTH = 8_192;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const CONTROL_OR_SPACE = /[\u0000-\u0020\u007f]/;

export type FetchOptions = {
  /** Host, host:port, address or range: opened beyond the public internet. */
  allowedHosts?: readonly string[];
  /** For the whole exchange, redirects and body included. */
  timeoutMs?: number;
  maxBytes?: number;
  /** Follow redirects within the same host and port only. */
  sameHost?: boolean;
  /** HEAD asks whether something answers, without its body. */
  method?: "GET" | "HEAD";
  /** What is asked for; JSON unless told otherwise. */
  accept?: string;
  /** Sent to the host of the address only, never along with a redirect to another one. */
  authorization?: string;
  /** Further headers under the same rule, such as those of a signed request. */
  credentials?: Readonly<Record<string, string>>;
  /** Makes it a POST (or PUT) with these headers; a redirect is then an answer like any other. */
  post?: {
    body: string | Uint8Array;
    headers: Readonly<Record<string, string>>;
    method?: "POST" | "PUT";
  };
  /** Certificates (PEM) that a server inside the company is trusted by, instead of the public ones. */
  ca?: string;
  signal?: AbortSignal;
  /** Tests put a resolver of their own here. */
  resolve?: Resolver;
  /** Connections that earlier questions left open, for many questions to few hosts. */
  connections?: Connections | undefined;
};

export type FetchAnswer = {
  status: number;
  url: string;
  contentType: string;
  /** The challenge of a 401; empty otherwise. */
  wwwAuthenticate: string;
  /** Seconds or a date, as it came; empty otherwise. */
  retryAfter: string;
  body: Buffer;
};

/**
 * Asks an address given by people or upstreams, and nothing inside our own network. It knows no
 * proxy settings, sends no credentials and judges every redirect like the first address.
 * @throws AppError `invalid`: the same for what is blocked and for what does not answer, so that
 * nobody can map our network with it.
 */
export async function guardedFetch(
  address: string,
  options: FetchOptions = {},
): Promise<FetchAnswer> {
  return inSpan({ name: "guarded fetch", kind: "client" }, async (span) => {
    const method = options.post ? "POST" : (options.method ?? "GET");
    // The host only: paths and queries of addresses may be secret.
    if (URL.canParse(address)) span.set({ "server.address": new URL(address).hostname });
    span.set({ "http.request.method": method });
    const answer = await fetchGuarded(address, options);
    span.set({ "http.response.status_code": answer.status });
    return answer;
  });
}

async function fetchGuarded(address: string, options: FetchOptions): Promise<FetchAnswer> {
  const {
    timeoutMs = TIMEOUT_MS,
    maxBytes = 16 * 1_048_576,
    method = "GET",
    post = null,
  } = options;
  const deadline = AbortSignal.timeout(timeoutMs);
  const signal = options.signal ? AbortSignal.any([deadline, options.signal]) : deadline;
  const ask = (agent: Agent) =>
    follow(checkedUrl(address), options, { agent, signal, maxBytes, method, post });
  try {
    return (await askAgain(ask, options, signal)) ?? (await askAlone(ask, options));
  } catch (error) {
    throw error instanceof AppError ? error : notReachable(error);
  }
}

type Ask = (agent: Agent) => Promise<FetchAnswer>;

/** Over a connection that is open; null where none may be used, or it was closed meanwhile. */
async function askAgain(
  ask: Ask,
  options: FetchOptions,
  signal: AbortSignal,
): Promise<FetchAnswer | null> {
  if (!options.connections || options.post || options.resolve) return null;
  try {
    return await ask(options.connections.agentFor(options));
  } catch (error) {
    // The other side may close a connection just as it is used again.
    if (isClosed(error) && !signal.aborted) return null;
    throw error;
  }
}

async function askAlone(ask: Ask, options: FetchOptions): Promise<FetchAnswer> {
  const agent = guardedAgent(options);
  try {
    return await ask(agent);
  } finally {
    destroy(agent);
  }
}

/** Not awaited: a peer that never closes must not hold up the answer. */
function destroy(agent: Agent): void {
  agent.destroy().catch(() => undefined);
}

function isClosed(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : null;
  return code === "UND_ERR_SOCKET" || code === "ECONNRESET" || code === "EPIPE";
}

/** Connections that stay open between questions; each was judged when it was opened. */
export type Connections = {
  agentFor: (options: FetchOptions) => Agent;
  close: () => void;
};

/** Whoever opens them closes them. Questions under other rules never share a connection. */
export function openConnections(): Connections {
  const agents = new Map<string, Agent>();
  return {
    agentFor(options) {
      const rules = JSON.stringify([
        options.allowedHosts ?? [],
        options.ca ?? "",
        options.timeoutMs ?? 0,
      ]);
      const known = agents.get(rules);
      if (known) return known;
      const agent = guardedAgent(options);
      agents.set(rules, agent);
      return agent;
    },
    close() {
      for (const agent of agents.values()) destroy(agent);
      agents.clear();
    },
  };
}

async function follow(
  start: URL,
  { sameHost = false, accept = "application/json", authorization, ...options }: FetchOptions,
  through: Exchange,
): Promise<FetchAnswer> {
  let url = start;
  let credentials = { ...options.credentials, ...(authorization ? { authorization } : {}) };
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
    const answer = await exchange(url, { accept, ...credentials }, through);
    if (!("location" in answer)) return answer;
    url = redirectTarget(url, answer.location, sameHost);
    // For good: a third redirect back to the first host must not carry them either.
    if (url.origin !== start.origin) credentials = {};
  }
  throw new AppError("invalid", `The address redirects more than ${MAX_REDIRECTS} times.`);
}

/** The address of a redirect, judged against where it comes from. */
export function redirectTarget(from: URL, location: string, sameHost: boolean): URL {
  if (!URL.canParse(location, from)) throw notReachable(new Error("location"));
  const to = checkedUrl(new URL(location, from).toString());
  if (from.protocol === "https:" && to.protocol === "http:")
    throw new AppError("invalid", "The address redirects from https to http.");
  if (sameHost && to.host !== from.host)
    throw new AppError("invalid", "The address redirects to another host.");
  return to;
}

/** The address, where it is one that may be asked at all. @throws AppError `invalid` */
export function checkedUrl(address: string): URL {
  const plain = address.length <= MAX_URL_LENGTH && !CONTROL_OR_SPACE.test(address);
  if (!plain || address.includes("\\") || !URL.canParse(address))
    throw new AppError("invalid", "This is not a web address.");
  const url = new URL(address);
  if (url.protocol !== "https:" && url.protocol !== "http:")
    throw new AppError("invalid", "Only http and https addresses can be fetched.");
  if (url.username !== "" || url.password !== "")
    throw new AppError(
      "invalid",
      "The address carries credentials (user:password@): leave them out.",
    );
  url.hash = "";
  return url;
}

function guardedAgent(options: FetchOptions): Agent {
  const { allowedHosts = [], resolve, ca, timeoutMs = TIMEOUT_MS } = options;
  return new Agent({
    connect: guardedConnector(parseAllowList(allowedHosts), {
      connectTimeoutMs: Math.min(timeoutMs, 10_000),
      ...(resolve ? { resolve } : {}),
      ...(ca ? { ca } : {}),
    }),
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    pipelining: 1,
  });
}

type Exchange = {
  agent: Agent;
  signal: AbortSignal;
  maxBytes: number;
  method: "GET" | "HEAD";
  post: NonNullable<FetchOptions["post"]> | null;
};

async function exchange(
  url: URL,
  asked: Record<string, string>,
  { agent, signal, maxBytes, method, post }: Exchange,
): Promise<FetchAnswer | { location: string }> {
  const { statusCode, headers, body } = await request(url, {
    dispatcher: agent,
    signal,
    ...(post ? { method: post.method ?? "POST", body: post.body } : { method }),
    headers: {
      ...asked,
      ...post?.headers,
      "accept-encoding": "identity",
      "user-agent": "gatehouse",
    },
  });
  const { location } = headers;
  if (!post && REDIRECTS.has(statusCode) && typeof location === "string") {
    // An unread body is thrown away with its connection.
    body.on("error", () => undefined).destroy();
    return { location };
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes)
      throw new AppError("too_large", `The answer is larger than ${maxBytes} bytes.`);
    chunks.push(chunk);
  }
  return {
    status: statusCode,
    url: url.toString(),
    contentType: oneHeader(headers["content-type"]),
    wwwAuthenticate: oneHeader(headers["www-authenticate"]),
    retryAfter: oneHeader(headers["retry-after"]),
    body: Buffer.concat(chunks),
  };
}

const oneHeader = (value: string | string[] | undefined): string =>
  (Array.isArray(value) ? value[0] : value) ?? "";

/** One answer for what is blocked and for what does not answer. */
export function notReachable(cause: unknown): AppError {
  return new AppError(
    "invalid",
    "The address does not answer, or it is none that Gatehouse may fetch: an administrator can allow a host inside the company.",
    { cause },
  );
}
