import { setTimeout as wait } from "node:timers/promises";
import { guardedFetch } from "#lib/egress/guarded-fetch.ts";
import type { WitnessAlarm } from "./witness-store.ts";

export type AlarmWebhook = {
  url: string;
  /** Hosts inside the company that may be asked. */
  allowedHosts: readonly string[];
  /** Before the second attempt; doubles with each one. */
  retryMs?: number;
};

const ATTEMPTS = 8;
const FIRST_RETRY_MS = 2_000;

/** Never throws: the alarm stands on disk and in the log whether or not anybody answers here. */
export async function postAlarm(
  { url, allowedHosts, retryMs = FIRST_RETRY_MS }: AlarmWebhook,
  alarm: WitnessAlarm & { event: "alarm" | "suspicion" },
  { log, signal }: { log: (line: string) => void; signal: AbortSignal },
): Promise<void> {
  const { event, origin, at, reason, held, offered } = alarm;
  const type = `audit.witness.${event}`;
  const body = JSON.stringify({ type, origin, at, reason, held, offered });
  for (let attempt = 0; attempt < ATTEMPTS && !signal.aborted; attempt += 1) {
    const problem = await postOnce(url, body, { allowedHosts, signal });
    if (problem === null) return;
    log(JSON.stringify({ event: "alarm_webhook_failed", origin, attempt, reason: problem }));
    const pause = wait(retryMs * 2 ** attempt, undefined, { signal, ref: false });
    await pause.catch(() => undefined);
  }
}

async function postOnce(
  url: string,
  body: string,
  options: { allowedHosts: readonly string[]; signal: AbortSignal },
): Promise<string | null> {
  const post = { body, headers: { "content-type": "application/json" } };
  try {
    const { status } = await guardedFetch(url, { ...options, post, timeoutMs: 10_000 });
    return status >= 200 && status < 300 ? null : `It answered ${status}.`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
