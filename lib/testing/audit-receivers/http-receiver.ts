import http from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { buffer } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";

export type Fault =
  /** Takes the connection and the request, and never answers; with `when`, to such a body. */
  | { kind: "hang"; when?: (body: Buffer) => boolean }
  /** Reads a part of the request and cuts the connection. */
  | { kind: "halfway" }
  /** Takes everything, cuts the connection before the answer. */
  | { kind: "no_answer" }
  /** Answers 200 and keeps nothing. */
  | { kind: "lie" }
  | { kind: "slow"; ms: number }
  /** Refuses so many calls with this status, then works. */
  | { kind: "status"; status: number; times: number; retryAfter?: string };

export type Call = {
  method: string;
  /** Path and query as they came. */
  url: string;
  headers: http.IncomingHttpHeaders;
  /** As it came, and with its encoding undone. */
  raw: Buffer;
  body: Buffer;
};
export type Answer = { status: number; headers?: Record<string, string>; body?: string | Buffer };

/** An HTTP server on a real socket that can misbehave; what it keeps is the subclass's business. */
export abstract class HttpReceiver {
  fault: Fault | null = null;
  /** Those that got as far as being judged. */
  readonly calls: Call[] = [];
  /** Requests begun, whatever became of them. */
  attempts = 0;
  readonly #sockets = new Set<Socket>();
  readonly #server = http.createServer((request, response) => {
    this.#serve(request, response).catch(() => response.destroy());
  });
  #port = 0;

  constructor() {
    this.#server.on("connection", (socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
    });
  }

  /** Judges and keeps a call. With `keep` false it answers as if it had kept it. */
  protected abstract handle(call: Call, keep: boolean): Answer;
  /** The ids of the events that are really here, in the order they came. */
  abstract ids(): string[];

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(this.#port, "127.0.0.1", resolve));
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get host(): string {
    return `127.0.0.1:${this.#port}`;
  }

  get openSockets(): number {
    return this.#sockets.size;
  }

  /** From now on connections are refused; `listen` opens the same port again. */
  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  async #serve(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const { fault } = this;
    this.attempts += 1;
    if (fault?.kind === "halfway") {
      request.once("data", () => request.socket.destroy());
      return;
    }
    const raw = await buffer(request);
    if (fault?.kind === "hang" && (fault.when?.(raw) ?? true)) return;
    if (fault?.kind === "slow") await new Promise((resolve) => setTimeout(resolve, fault.ms));
    if (fault?.kind === "status" && fault.times > 0) {
      fault.times -= 1;
      const wait = fault.retryAfter === undefined ? {} : { "retry-after": fault.retryAfter };
      response.writeHead(fault.status, wait).end("Not now, my-secret-token");
      return;
    }
    const { method = "", url = "", headers } = request;
    const body = headers["content-encoding"] === "gzip" ? gunzipSync(raw) : raw;
    const call = { method, url, headers, raw, body };
    this.calls.push(call);
    const answer = this.handle(call, fault?.kind !== "lie");
    if (fault?.kind === "no_answer") response.destroy();
    else response.writeHead(answer.status, answer.headers).end(answer.body);
  }
}

/** The id of an event in any of our JSON formats. */
export function idOf(event: unknown): string {
  const { id, metadata, size } = event as {
    id?: string;
    metadata?: { uid?: string };
    size?: number;
  };
  return metadata?.uid ?? id ?? `checkpoint-${size}`;
}
