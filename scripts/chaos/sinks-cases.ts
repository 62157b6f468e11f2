import { setTimeout as sleep } from "node:timers/promises";
import { replaySinkLetters } from "#lib/audit-sinks/replay-sink-letters.ts";
import { reconcileSink, reconcileWithList } from "#lib/audit-sinks/reconcile-sink.ts";
import { sql } from "#lib/db/client.ts";
import { systemContext } from "#lib/testing/context.ts";
import { createSink } from "#lib/testing/audit-changes.ts";
import type { Trouble } from "./sinks-faults.ts";
import { TIMEOUT_MS, type Place } from "./sinks-places.ts";

const SETTLED_WITHIN_MS = 90_000;
const FAILURES = 2;

export type Progress = { share: number };

/** A sink of a kind with what goes wrong at its receiver. */
export type Case = {
  id: string;
  place: Place;
  trouble: Trouble | null;
  /** The most failures in a row that were seen, and dead letters that it had. */
  failures: number;
  letters: number;
  /** Ended, or said why it did not. */
  words: string[];
  /** Milliseconds from the last record, and the end of the trouble, until everything was there. */
  recoveredMs: number | null;
};

export async function newCase(
  place: Place,
  trouble: Trouble | null,
  action: string,
): Promise<Case> {
  await place.listen();
  const id = await createSink({
    name: `${place.kind}: ${trouble?.name ?? "its sender is killed"}`,
    config: { format: "json", timeoutMs: TIMEOUT_MS, ...place.config() },
    secrets: place.secrets,
    filter: { actions: [action] },
  });
  return { id, place, trouble, failures: 0, letters: 0, words: [], recoveredMs: null };
}

type Row = { id: string; failures: number; behind: number; waiting: number; letters: number };

const STATES = {
  text: `
  SELECT s."id"::text AS "id", s."failures", (t."size" - s."position")::float8 AS "behind",
    (SELECT count(*)::int FROM "AuditSinkLetter" l WHERE l."sinkId" = s."id" AND l."replayedAt" IS NULL) AS "waiting",
    (SELECT count(*)::int FROM "AuditSinkLetter" l WHERE l."sinkId" = s."id") AS "letters"
  FROM "AuditSink" s CROSS JOIN "AuditTree" t`,
};

/** How all sinks are, looked at again and again: one question for all of them. */
export class Watch {
  #rows = new Map<string, Row>();
  #over = false;
  readonly #running: Promise<void>;

  constructor(cases: readonly Case[]) {
    this.#running = this.#look(cases);
  }

  of = ({ id }: Case): Row | undefined => this.#rows.get(id);

  /** When the question was asked that the answers are of. */
  asked = 0;

  async stop(): Promise<void> {
    this.#over = true;
    await this.#running;
  }

  async #look(cases: readonly Case[]): Promise<void> {
    while (!this.#over) {
      const asked = Date.now();
      this.#rows = new Map((await sql<Row>(STATES, [])).map((row) => [row.id, row]));
      this.asked = asked;
      for (const one of cases) {
        const row = this.of(one);
        one.failures = Math.max(one.failures, row?.failures ?? 0);
        one.letters = Math.max(one.letters, row?.letters ?? 0);
      }
      await sleep(200);
    }
  }
}

type Life = { watch: Watch; progress: Progress; ids: readonly string[] };

/** A case from its first record to the last one that is there. */
export async function live(one: Case, { watch, progress, ids }: Life): Promise<void> {
  const { place, trouble } = one;
  if (trouble) {
    await until(() => trouble.from === "start" || progress.share >= 0.25);
    await trouble.begin(place, ids.slice(Math.floor(ids.length / 2)));
    if (trouble.until === "failed")
      await wanted(one, "did not fail", () => one.failures >= FAILURES);
    if (trouble.until === "late") await until(() => progress.share >= 0.75);
  }
  if (trouble?.until === "settled") await settled(one, { watch, progress });
  await trouble?.end(place);
  await until(() => progress.share >= 1);
  const began = Date.now();
  await settled(one, { watch, progress });
  await repair(one, watch);
  const wantedIds = new Set(ids);
  await wanted(one, "did not get everything", () => missingOf(place, wantedIds) === 0);
  one.recoveredMs = Date.now() - began;
}

export function missingOf(place: Place, ids: ReadonlySet<string>): number {
  const there = new Set(place.ids());
  return [...ids].filter((id) => !there.has(id)).length;
}

/** Everything is written, and the sink has been sent all of it. */
async function settled(one: Case, { watch, progress }: Omit<Life, "ids">): Promise<void> {
  await until(() => progress.share >= 1);
  const since = Date.now();
  const isSent = () => watch.asked > since && watch.of(one)?.behind === 0;
  await wanted(one, "was not sent everything", isSent);
}

async function repair(one: Case, watch: Watch): Promise<void> {
  const { id, trouble } = one;
  if (!trouble || trouble.repair === "none") return;
  if (trouble.repair === "replay") await replaySinkLetters(systemContext(), { sinkId: id });
  else {
    const found = await compare(one);
    if (found.missing.length === 0) one.words.push("the comparison found nothing missing");
  }
  const since = Date.now();
  const isEmpty = () => watch.asked > since && watch.of(one)?.waiting === 0;
  await wanted(one, "kept dead letters", isEmpty);
  if (trouble.repair === "reconcile" && (await compare(one)).missing.length > 0)
    one.words.push("something was missing after it was sent again");
}

function compare({ id, place }: Case) {
  const today = (offset: number) =>
    new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
  const what = { sinkId: id, days: { from: today(-1), to: today(0) } };
  const lines = place.lines?.();
  return lines === undefined
    ? reconcileSink(systemContext(), what)
    : reconcileWithList(systemContext(), what, each(lines));
}

async function* each(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
  await Promise.resolve();
}

async function wanted(one: Case, words: string, holds: () => boolean): Promise<void> {
  if (!(await until(holds, SETTLED_WITHIN_MS))) one.words.push(words);
}

async function until(holds: () => boolean, withinMs = Infinity): Promise<boolean> {
  for (const end = Date.now() + withinMs; !holds(); await sleep(100))
    if (Date.now() > end) return false;
  return true;
}
