import {
  isJsonObject,
  ownValue,
  parseJsonExact,
  type Json,
  type JsonObject,
} from "#lib/kernel/json.ts";
import { showName } from "../archive/entry-name.ts";
import { NotCaptured } from "./not-captured.ts";
import type { Lines } from "./server-process.ts";

/** JSON-RPC: there is no such method. */
const NO_METHOD = -32_601;

export type Answer = { ok: true; result: JsonObject } | { ok: false; code: Json; message: string };

/** A server that can be asked, over whatever transport. */
export type Talk = {
  /** Sends a notification. */
  tell: (method: string) => void | Promise<void>;
  /** Asks and waits. @throws NotCaptured for an answer that is none of JSON-RPC. */
  ask: (method: string, params: JsonObject) => Promise<Answer>;
};

/** JSON-RPC 2.0 as MCP speaks it over stdio: one message a line. One question at a time. */
export class Conversation implements Talk {
  readonly #lines: Lines;
  #asked = 0;

  constructor(lines: Lines) {
    this.#lines = lines;
  }

  tell(method: string): void {
    this.#send({ method });
  }

  /**
   * Asks and waits. Lines that are no messages are passed over, as clients do: many servers greet.
   * @throws NotCaptured for an answer that is none of JSON-RPC.
   */
  async ask(method: string, params: JsonObject): Promise<Answer> {
    const id = ++this.#asked;
    this.#send({ id, method, params });
    for (;;) {
      const message = messageIn(await this.#lines.next());
      if (message === null) continue;
      if (Object.hasOwn(message, "method")) this.#reply(message);
      else if (ownValue(message, "id") === id) return answerIn(message, method);
    }
  }

  #reply(message: JsonObject): void {
    const reply = replyTo(message);
    if (reply !== null) this.#send(reply);
  }

  #send(message: JsonObject): void {
    this.#lines.send(JSON.stringify({ jsonrpc: "2.0", ...message }));
  }
}

/** What a server that asks us gets: a sign of life, and nothing else. Null: it asks nothing. */
export function replyTo(message: JsonObject): JsonObject | null {
  const id = ownValue(message, "id");
  if (typeof id !== "string" && typeof id !== "number") return null;
  if (ownValue(message, "method") === "ping") return { id, result: {} };
  return { id, error: { code: NO_METHOD, message: "Not supported." } };
}

export const isNoMethod = (answer: Answer): boolean => !answer.ok && answer.code === NO_METHOD;

/** Null: it is no message. */
export function messageIn(line: string): JsonObject | null {
  try {
    const value = parseJsonExact(line);
    return isJsonObject(value) ? value : null;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return null;
  }
}

/** @throws NotCaptured for an answer that is none of JSON-RPC. */
export function answerIn(message: JsonObject, method: string): Answer {
  const result = ownValue(message, "result");
  if (isJsonObject(result)) return { ok: true, result };
  const error = ownValue(message, "error");
  if (!isJsonObject(error))
    throw new NotCaptured("not_captured", `Its answer to ${method} is neither result nor error.`);
  const said = ownValue(error, "message");
  return {
    ok: false,
    code: ownValue(error, "code") ?? null,
    message: typeof said === "string" ? showName(said) : "without a message",
  };
}
