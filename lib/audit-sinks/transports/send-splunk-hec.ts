import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import type { FetchAnswer } from "#lib/egress/guarded-fetch.ts";
import { sendIsolating, type PartOutcome } from "../core/send-result.ts";
import { eventAt, type SinkEvent } from "../core/sink-event.ts";
import { body, callSink, outcomeOf, withPath } from "./http-part.ts";
import { renderEvent, type SinkTarget, type Transport } from "./sink-target.ts";

const Answer = z.object({ code: z.number().optional(), ackId: z.number().optional() });
const Acks = z.object({ acks: z.record(z.string(), z.boolean()) });

/** Codes of a 400 that speak about the events themselves ("Troubleshoot HTTP Event Collector"). */
const ABOUT_EVENTS = new Set([6, 12, 13]);
const ABOUT_SETUP: Readonly<Record<number, string>> = {
  1: "the token is disabled",
  2: "a token is required",
  3: "the authorization is not valid",
  4: "the token is not valid",
  7: "the index does not exist or is not allowed for the token",
  8: "Splunk has an error of its own",
  9: "Splunk is busy",
  10: "the token asks for acknowledgement: switch it on for this sink",
  11: "the channel is not valid",
  14: "the token does not acknowledge: switch it on in Splunk or off for this sink",
};

/** Splunk's event endpoint. With acknowledgement a batch counts once Splunk has indexed it. */
export const sendSplunkHec: Transport<"splunk_hec"> = (batch, target, signal) =>
  sendIsolating(batch.length, (from, to) => part(batch.slice(from, to), target, signal));

async function part(
  events: readonly SinkEvent[],
  target: SinkTarget<"splunk_hec">,
  signal: AbortSignal,
): Promise<PartOutcome> {
  const { config } = target;
  const text = events.map((event) => envelope(event, target)).join("\n");
  const { headers, ...packed } = await body(text, config.gzip);
  const called = await callSink(
    withPath(config.url, "/services/collector/event"),
    {
      credentials: credentials(target),
      post: { ...packed, headers: { ...headers, "content-type": "application/json" } },
    },
    { target, signal },
  );
  if (!called.ok) return called.outcome;
  const outcome = judged(called.answer);
  if (outcome.status !== "accepted" || !config.acknowledge) return outcome;
  const { ackId } = read(Answer, called.answer) ?? {};
  if (ackId === undefined) return { status: "retry", reason: `Splunk gave no acknowledgement: ${ABOUT_SETUP[14]}.` }; // prettier-ignore
  return indexed(ackId, target, signal);
}

/** `time` is seconds since 1970; the event is JSON already. */
function envelope(event: SinkEvent, target: SinkTarget<"splunk_hec">): string {
  const { index, source, sourcetype } = target.config;
  const about = {
    time: Date.parse(eventAt(event)) / 1_000,
    source,
    sourcetype,
    ...(index === "" ? {} : { index }),
  };
  return `${JSON.stringify(about).slice(0, -1)},"event":${renderEvent(event, target)}}`;
}

const credentials = ({ id, config, secrets }: SinkTarget<"splunk_hec">) => ({
  authorization: `Splunk ${secrets.token ?? ""}`,
  ...(config.acknowledge ? { "x-splunk-request-channel": id } : {}),
});

function judged(answer: FetchAnswer): PartOutcome {
  const outcome = outcomeOf(answer);
  const { code } = read(Answer, answer) ?? {};
  if (outcome.status === "accepted" || code === undefined || ABOUT_EVENTS.has(code)) return outcome;
  const why = ABOUT_SETUP[code];
  return why === undefined
    ? outcome
    : { ...outcome, status: "retry", reason: `Splunk answered ${answer.status}: ${why}.` };
}

const FIRST_POLL_MS = 50;
const SLOWEST_POLL_MS = 1_000;

/** Asks until the batch is indexed or the time of one call is over. */
async function indexed(
  ackId: number,
  target: SinkTarget<"splunk_hec">,
  signal: AbortSignal,
): Promise<PartOutcome> {
  const url = withPath(target.config.url, "/services/collector/ack");
  const deadline = Date.now() + target.config.timeoutMs;
  const post = {
    body: JSON.stringify({ acks: [ackId] }),
    headers: { "content-type": "application/json" },
  };
  for (
    let pause = FIRST_POLL_MS;
    Date.now() + pause < deadline;
    pause = Math.min(pause * 2, SLOWEST_POLL_MS)
  ) {
    // prettier-ignore
    await wait(pause, undefined, { signal }).catch(() => undefined);
    const options = { credentials: credentials(target), post };
    const called = await callSink(url, options, { target, signal });
    if (!called.ok) return called.outcome;
    if (read(Acks, called.answer)?.acks[String(ackId)] === true) return { status: "accepted" };
    if (called.answer.status >= 400)
      return { status: "retry", reason: `Splunk answered ${called.answer.status} when asked for its acknowledgement.` }; // prettier-ignore
  }
  return { status: "retry", reason: "Splunk did not acknowledge the batch as indexed in time." };
}

function read<T>(schema: z.ZodType<T>, { body: answer }: FetchAnswer): T | undefined {
  try {
    return schema.safeParse(JSON.parse(answer.toString("utf8"))).data;
  } catch {
    return undefined;
  }
}
