import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { AppError } from "#lib/kernel/errors.ts";
import type { Days } from "../core/days.ts";
import type { SinkEvent } from "../core/sink-event.ts";
import type { PartOutcome, SendResult } from "../core/send-result.ts";
import { dayRuns, daysBetween, type DayRun } from "./day-runs.ts";
import { outcomeOf, type HttpAnswer } from "./http-part.ts";
import { lineReader } from "./line-reader.ts";
import { getFromBucket, putObject } from "./s3-calls.ts";
import { renderEvent, type ReadBack, type SinkTarget, type Transport } from "./sink-target.ts"; // prettier-ignore

type Target = SinkTarget<"s3">;

/**
 * One object for the records of a day in the batch and one for each checkpoint, named so that a
 * repeated batch overwrites itself: `prefix/2026/11/26/000000000100-000000000199.jsonl.gz`.
 */
export const sendS3: Transport<"s3"> = async (batch, target, signal) => {
  let accepted = 0;
  for (const run of dayRuns(batch, (a, b) => a.type === "checkpoint" || b.type === "checkpoint")) {
    const lines = run.events.map((event) => `${renderEvent(event, target)}\n`).join("");
    const body = await promisify(gzip)(lines);
    const key = objectKey(run, target);
    const outcome = judged(await putObject(key, body, { target, signal }));
    if (outcome.status !== "accepted") return { accepted, retry: retryOf(outcome, key) };
    accepted = run.from + run.events.length;
  }
  return { accepted, retry: null };
};

type Refusal = Exclude<PartOutcome, { status: "accepted" }>;

/** An object is refused as a whole: that says nothing about any one of its records. */
function retryOf(outcome: Refusal, key: string): NonNullable<SendResult["retry"]> {
  const { reason } = outcome;
  if (outcome.status === "bad")
    return { reason: `The store refuses the object ${key} as a whole. ${reason} None of its records is set aside: everything waits until the store takes it.` }; // prettier-ignore
  return { reason, ...(outcome.afterMs === undefined ? {} : { afterMs: outcome.afterMs }) };
}

const judged = (called: HttpAnswer) => (called.ok ? outcomeOf(called.answer) : called.outcome);

function objectKey({ day, events }: DayRun, target: Target): string {
  return `${dayPrefix(day, target)}${nameOf(events)}.jsonl.gz`;
}

function nameOf(events: readonly SinkEvent[]): string {
  const [first, last] = [events[0], events.at(-1)];
  if (first?.type !== "record" || last?.type !== "record")
    return `checkpoint-${first?.type === "checkpoint" ? padded(first.size) : "0"}`;
  return `${padded(first.record.leaf)}-${padded(last.record.leaf)}`;
}

const padded = (number: number): string => String(number).padStart(12, "0");

const dayPrefix = (day: string, { config }: Target): string =>
  `${config.prefix}/${day.replaceAll("-", "/")}/`;

/** A busy log makes a hundred thousand objects a day: one after the other, a night would not do. */
const READ_AT_ONCE = 16;
const MAX_TEXT_BYTES = 512 * 1_048_576;

/** @throws AppError `unavailable` when the store cannot be listed or read. */
export async function readBackS3(
  days: Days,
  target: Target,
  signal: AbortSignal,
): Promise<ReadBack> {
  // prettier-ignore
  const reader = lineReader();
  for (const day of daysBetween(days.from, days.to)) {
    for await (const keys of keysUnder(dayPrefix(day, target), target, signal))
      for (let from = 0; from < keys.length; from += READ_AT_ONCE) {
        const some = keys.slice(from, from + READ_AT_ONCE);
        const objects = await Promise.all(
          some.map(async (key) => taken(await getFromBucket({ key }, target, signal))),
        );
        for (const object of objects) {
          const text = await promisify(gunzip)(object, { maxOutputLength: MAX_TEXT_BYTES }).catch(() => null); // prettier-ignore
          if (text === null) reader.unreadable();
          else for (const line of text.toString("utf8").split("\n")) reader.line(line);
        }
      }
  }
  return reader.result();
}

/** Objects of records, a page of ListObjectsV2 at a time. */
async function* keysUnder(
  prefix: string,
  target: Target,
  signal: AbortSignal,
): AsyncGenerator<string[]> {
  // prettier-ignore
  let token: string | undefined;
  do {
    const query = { "list-type": "2", prefix, ...(token ? { "continuation-token": token } : {}) };
    const page = taken(await getFromBucket({ query }, target, signal)).toString("utf8");
    const keys = [...page.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = ""]) => unescaped(key));
    yield keys.filter((key) => !key.slice(prefix.length).startsWith("checkpoint-"));
    const next = /<NextContinuationToken>([^<]*)</.exec(page)?.[1];
    token = /<IsTruncated>true</.test(page) && next !== undefined ? unescaped(next) : undefined;
  } while (token !== undefined);
}

function taken(called: HttpAnswer): Buffer {
  const outcome = judged(called);
  if (called.ok && outcome.status === "accepted") return called.answer.body;
  const reason = outcome.status === "accepted" ? "" : outcome.reason;
  throw new AppError("unavailable", `The object store could not be read. ${reason}`);
}

const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" }; // prettier-ignore
const unescaped = (text: string): string =>
  text.replace(/&(\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole);
