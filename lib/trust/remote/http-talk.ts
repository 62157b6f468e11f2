import type { GuardedStream } from "#lib/egress/guarded-stream.ts";
import { isJsonObject, ownValue, parseJsonExact, type JsonObject } from "#lib/kernel/json.ts";
import { answerIn, messageIn, replyTo, type Answer, type Talk } from "../capture/conversation.ts";
import { NotCaptured } from "../capture/not-captured.ts";
import { Refused, textOf, type Door } from "./door.ts";
import { readEvents } from "./event-stream.ts";

/** MCP 2025-11-25, transports: visible ASCII. */
const SESSION = /^[\x21-\x7e]{1,1024}$/;
const VERSION = /^[\w.-]{1,100}$/;

/** JSON-RPC over MCP's streamable HTTP: each message is a POST, answered with JSON or with events. */
export class HttpTalk implements Talk {
  readonly #door: Door;
  #url: string;
  #session: string | null = null;
  /** Null: not agreed on yet; servers refuse headers of versions that they do not know. */
  #version: string | null = null;
  #asked = 0;

  constructor(door: Door, url: string) {
    this.#door = door;
    this.#url = url;
  }

  async tell(method: string): Promise<void> {
    const answer = await this.#post({ method });
    answer.close();
  }

  async ask(method: string, params: JsonObject): Promise<Answer> {
    const id = ++this.#asked;
    const stream = await this.#post({ id, method, params });
    try {
      // A redirect that keeps the method is for the whole conversation.
      this.#url = stream.url;
      if (method === "initialize") this.#session = sessionOf(stream);
      const answer = answerIn(await this.#messageFor(id, stream), method);
      if (method === "initialize" && answer.ok) this.#agreeOn(answer.result);
      return answer;
    } finally {
      stream.close();
    }
  }

  /** Ends the session, if it gave us one. What it answers to that is nothing to us. */
  async end(): Promise<void> {
    if (this.#session === null) return;
    const headers = { accept: "application/json", ...this.#headers() };
    try {
      (await this.#door.open(this.#url, { method: "DELETE", headers })).close();
    } catch (error) {
      if (!(error instanceof Error)) throw error;
    }
  }

  #agreeOn(hello: JsonObject): void {
    const version = ownValue(hello, "protocolVersion");
    if (typeof version === "string" && VERSION.test(version)) this.#version = version;
  }

  #headers(): Record<string, string> {
    return {
      ...(this.#version === null ? {} : { "mcp-protocol-version": this.#version }),
      ...(this.#session === null ? {} : { "mcp-session-id": this.#session }),
    };
  }

  #post(message: JsonObject): Promise<GuardedStream> {
    return this.#door.open(this.#url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        ...this.#headers(),
      },
      body: JSON.stringify({ jsonrpc: "2.0", ...message }),
    });
  }

  async #reply(message: JsonObject): Promise<void> {
    const reply = replyTo(message);
    if (reply === null) return;
    try {
      (await this.#post(reply)).close();
    } catch (error) {
      // It may answer us all the same.
      if (!(error instanceof Refused)) throw error;
    }
  }

  async #messageFor(id: number, stream: GuardedStream): Promise<JsonObject> {
    const found = isEventStream(stream)
      ? await this.#inEvents(id, stream)
      : (messagesIn(await textOf(stream)).find((one) => ownValue(one, "id") === id) ?? null);
    if (found === null)
      throw new NotCaptured("not_captured", "What it answered is no message of MCP.");
    return found;
  }

  /** The answer may come after questions and notes of the server's own. */
  async #inEvents(id: number, { body }: GuardedStream): Promise<JsonObject | null> {
    for await (const { event, data } of readEvents(body)) {
      const message = event === "message" ? messageIn(data) : null;
      if (message === null) continue;
      if (Object.hasOwn(message, "method")) {
        await this.#reply(message);
      } else if (ownValue(message, "id") === id) return message;
    }
    return null;
  }
}

function sessionOf(stream: GuardedStream): string | null {
  const session = stream.header("mcp-session-id");
  if (session !== "" && !SESSION.test(session))
    throw new NotCaptured("not_captured", "It gave its session an id that is not valid.");
  return session || null;
}

export const isEventStream = (stream: GuardedStream): boolean =>
  /^text\/event-stream\b/i.test(stream.header("content-type"));

/** One message, or several as revision 2025-03-26 allows. */
function messagesIn(text: string): JsonObject[] {
  try {
    const value = parseJsonExact(text);
    return (Array.isArray(value) ? value : [value]).filter(isJsonObject);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return [];
  }
}
