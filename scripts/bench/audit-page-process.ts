import { getAuditCounts } from "#lib/audit/get-counts.ts";
import { listAuditEvents } from "#lib/audit/list-events.ts";
import { buildSegment } from "#lib/audit/segments/build-segment.ts";
import { pool } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { userContext } from "#lib/testing/context.ts";
import { deepCursor, flawOf, questions, type Filter, type Question } from "./audit-filters.ts";
import { END } from "./audit-plan.ts";
import { serveParent } from "./child.ts";
import { randomOf, type Random } from "./random.ts";
import { statementsOf } from "./statements.ts";
import { sampleOf, type Sample } from "./statistics.ts";

export type Asked = { filter: Filter; cursor?: string };
export type Timed = Sample & { slowest: Asked; records: number };
export type PageCell = { name: string; filters: number; first: Timed; deep: Timed; counts: Timed };
export type Plan = { ms: number; rows: number; plan: string[] };

const auditor: Context = { ...userContext("auditor"), now: END };

const operations = {
  segments,
  names: () => questions().map(({ name }) => name),
  measure,
  chart,
  plansOf,
  close: () => pool.end(),
};
export type PageOperations = typeof operations;
serveParent(operations);

/** As the worker makes them; how many. */
async function segments(): Promise<number> {
  let made = 0;
  while (await buildSegment()) made += 1;
  return made;
}

type Job = { name: string; samples: number };

/** Pages and counts of one kind of question. Counts warm nothing for pages: they are asked last. */
async function measure({ name, samples }: Job): Promise<PageCell> {
  const question = questions().find((one) => one.name === name);
  if (!question) throw new Error(`There is no question ${name}.`);
  const random = randomOf(samples);
  const page = ({ filter, cursor }: Asked) =>
    listAuditEvents(auditor, { ...filter, ...(cursor === undefined ? {} : { cursor }) }).then(
      ({ events }) => {
        const flaw = flawOf(filter, cursor, events);
        if (flaw !== null) throw new Error(`${name}: ${flaw} (${JSON.stringify(filter)})`);
        return events.length;
      },
    );
  const first = () => ({ filter: question.ask(random) });
  return {
    name,
    filters: question.filters,
    first: await timed(samples, first, page),
    deep: await timed(samples, () => deep(question, random), page),
    counts: await timed(Math.ceil(samples / 4), first, async ({ filter }) => {
      const { count, days } = await getAuditCounts(auditor, filter);
      if (days.length !== 90) throw new Error(`The chart has ${days.length} days.`);
      return count;
    }),
  };
}

function deep(question: Question, random: Random): Asked {
  const filter = question.ask(random);
  return { filter, cursor: deepCursor(filter, random) };
}

async function timed(
  count: number,
  make: () => Asked,
  work: (asked: Asked) => Promise<number>,
): Promise<Timed> {
  const latencies: number[] = [];
  let slowest: Asked = { filter: {} };
  let [most, records] = [-1, 0];
  // One is thrown away: it prepares statements.
  await work(make());
  const started = performance.now();
  for (let at = 0; at < count; at += 1) {
    const asked = make();
    const begun = performance.now();
    records += await work(asked);
    const ms = performance.now() - begun;
    latencies.push(ms);
    if (ms > most) [most, slowest] = [ms, asked];
  }
  return { ...sampleOf(latencies, performance.now() - started), slowest, records };
}

/** The 90 days of everything, of an action, and of an outcome; each from the roll-ups alone. */
async function chart(samples: number): Promise<Timed> {
  const filters: Filter[] = [{}, { action: "server." }, { outcome: "refused" }];
  let at = 0;
  return timed(
    samples,
    () => ({ filter: filters[at++ % filters.length] ?? {} }),
    async ({ filter }) => {
      const { count, chartIgnores } = await getAuditCounts(auditor, filter);
      if (chartIgnores || count === 0) throw new Error("The chart shows nothing.");
      return count;
    },
  );
}

/** What the database does for a page, statement by statement. */
async function plansOf({ filter, cursor }: Asked): Promise<Plan[]> {
  const input = { ...filter, ...(cursor === undefined ? {} : { cursor }) };
  const statements = await statementsOf(() => listAuditEvents(auditor, input));
  const plans: Plan[] = [];
  for (const { text, values } of statements) {
    if (!/^\s*(select|with)\b/i.test(text)) continue;
    const begun = performance.now();
    const { rows } = await pool.query<{ "QUERY PLAN": string }>(
      `EXPLAIN (ANALYZE, BUFFERS) ${text}`,
      values,
    );
    const plan = rows.map((row) => row["QUERY PLAN"]);
    plans.push({ ms: performance.now() - begun, rows: plan.length, plan });
  }
  return plans.sort((one, other) => other.ms - one.ms);
}
