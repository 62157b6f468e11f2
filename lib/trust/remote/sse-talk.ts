import type { GuardedStream } from "#lib/egress/guarded-stream.ts";
import { ownValue, type JsonObject } from "#lib/kernel/json.ts";
import { answerIn, messageIn, replyTo, type Answer, type Talk } from "../capture/conversation.ts";
import { NotCaptured } from "../capture/not-captured.ts";
import type { Door } from "./door.ts";
import { readEvents, type ServerEvent } from "./event-stream.ts";
import { isEventStream } from "./http-talk.ts";

/** JSON-RPC over HTTP with SSE (MCP 2024-11-05): messages go out as POST and come in on one stream. */
export class SseTalk implements Talk {
  readonly #door: Door;
  readonly #stream: GuardedStream;
  readonly #events: AsyncGenerator<ServerEvent, void>;
  readonly #target: string;
  #asked = 0;

  private constructor(
    door: Door,
    stream: GuardedStream,
    { events, target }: { events: AsyncGenerator<ServerEvent, void>; target: string },
  ) {
    this.#door = door;
    this.#stream = stream;
    this.#events = events;
    this.#target = target;
  }

  /** Opens the stream and waits for the address that messages go to. */
  static async open(door: Door, url: string): Promise<SseTalk> {
    const headers = { accept: "text/event-stream", "cache-control": "no-cache" };
    const stream = await door.open(url, { method: "GET", headers });
    try {
      if (!isEventStream(stream))
        throw new NotCaptured("not_captured", "It answers, but not with a stream of events.");
      const events = readEvents(stream.body);
      const target = await targetIn(events, stream.url);
      return new SseTalk(door, stream, { events, target });
    } catch (error) {
      stream.close();
      throw error;
    }
  }

  async tell(method: string): Promise<void> {
    await this.#send({ method });
  }

  async ask(method: string, params: JsonObject): Promise<Answer> {
    const id = ++this.#asked;
    await this.#send({ id, method, params });
    for (;;) {
      const value = await nextOf(this.#events);
      if (value === null)
        throw new NotCaptured("unreachable", `It ended the stream without answering ${method}.`);
      const message = value.event === "message" ? messageIn(value.data) : null;
      if (message === null) continue;
      const reply = Object.hasOwn(message, "method") ? replyTo(message) : null;
      if (reply !== null) await this.#send(reply);
      else if (ownValue(message, "id") === id) return answerIn(message, method);
    }
  }

  end(): Promise<void> {
    this.#stream.close();
    return Promise.resolve();
  }

  async #send(message: JsonObject): Promise<void> {
    const answer = await this.#door.open(this.#target, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify({ jsonrpc: "2.0", ...message }),
    });
    answer.close();
  }
}

/** Null: the stream has ended. */
async function nextOf(events: AsyncGenerator<ServerEvent, void>): Promise<ServerEvent | null> {
  const next = await events.next();
  return next.done === true ? null : next.value;
}

/** The first event names the address; clients accept none of another origin. */
async function targetIn(events: AsyncGenerator<ServerEvent, void>, url: string): Promise<string> {
  const first = await nextOf(events);
  const said = first?.event === "endpoint" ? first.data : null;
  if (said === null || !URL.canParse(said, url))
    throw new NotCaptured("not_captured", "It does not say where messages go to.");
  const target = new URL(said, url);
  if (target.origin !== new URL(url).origin)
    throw new NotCaptured("not_captured", "It sends its messages to another host.");
  return target.href;
}
