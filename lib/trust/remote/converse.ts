import { AppError } from "#lib/kernel/errors.ts";
import { askOffers, greet, type Hello, type Told } from "../capture/ask-tools.ts";
import type { Talk } from "../capture/conversation.ts";
import { NotCaptured } from "../capture/not-captured.ts";
import { failure, type Reach } from "../collect/reach.ts";
import type { Reason } from "../core/words.ts";
import type { DeclaredRemote } from "./declared-remote.ts";
import { Downgraded, openDoor, Refused, type Credential, type Door } from "./door.ts";
import { HttpTalk } from "./http-talk.ts";
import { SseTalk } from "./sse-talk.ts";

/** For all that one remote is asked, every page of every list included. */
const TOTAL_MS = 90_000;

export type Stopped =
  | { why: "refused"; refusal: Refused }
  | { why: "downgraded" }
  /** `hasAnswered`: what came was an answer, but none of MCP. */
  | { why: "other"; reason: Reason; detail: string; hasAnswered: boolean };

export type Conversed = {
  /** Null: it did not answer `initialize`. */
  hello: Hello | null;
  offers: Pick<Told, "tools" | "prompts" | "resources"> | null;
  /** What ended the conversation before all was told. */
  stopped: Stopped | null;
};

type Options = {
  /** Whether it may be told why there was no answer: only of what has answered before. */
  mayTell: boolean;
  totalMs?: number | undefined;
  /** Null: as a stranger. */
  credential?: Credential | null;
};

/** Greets a remote and asks for all that it offers. Whatever goes wrong is a value. */
export async function converse(
  reach: Reach,
  { url, transport }: DeclaredRemote,
  { mayTell, totalMs = TOTAL_MS, credential = null }: Options,
): Promise<Conversed> {
  const signal = AbortSignal.any([reach.signal, AbortSignal.timeout(totalMs)]);
  const shown = credential === null ? undefined : { origin: new URL(url).origin, credential };
  const door = openDoor(reach.sources, { signal, shown });
  const over = (one: "streamable-http" | "sse") => converseOver(one, { door, url, mayTell });
  if (transport !== "either") return over(transport);
  const first = await over("streamable-http");
  if (!isOlder(first)) return first;
  const second = await over("sse");
  return second.hello === null ? first : second;
}

/** MCP 2025-11-25, backwards compatibility: servers of the older transport refuse the POST so. */
const OLDER = new Set([400, 404, 405]);
const isOlder = ({ stopped }: Conversed): boolean =>
  stopped?.why === "refused" && OLDER.has(stopped.refusal.status);

type Through = { door: Door; url: string; mayTell: boolean };

async function converseOver(
  transport: "streamable-http" | "sse",
  { door, url, mayTell }: Through,
): Promise<Conversed> {
  let talk: (Talk & { end: () => Promise<void> }) | null = null;
  let hello: Hello | null = null;
  try {
    talk = transport === "sse" ? await SseTalk.open(door, url) : new HttpTalk(door, url);
    hello = await greet(talk);
    return { hello, offers: await askOffers(talk, hello), stopped: null };
  } catch (error) {
    return { hello, offers: null, stopped: stoppedBy(error, mayTell) };
  } finally {
    await talk?.end();
  }
}

function stoppedBy(error: unknown, mayTell: boolean): Stopped {
  if (error instanceof Refused) return { why: "refused", refusal: error };
  if (error instanceof Downgraded) return { why: "downgraded" };
  if (error instanceof NotCaptured)
    return {
      why: "other",
      reason: error.reason,
      detail: error.message,
      hasAnswered: error.reason === "not_captured",
    };
  if (!(error instanceof AppError)) throw error;
  const told =
    error.code === "too_large"
      ? { reason: "too_large" as const, detail: "It answers with more than the scanner reads." }
      : failure(error, mayTell);
  return { why: "other", ...told, hasAnswered: false };
}
