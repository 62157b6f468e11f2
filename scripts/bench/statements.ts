import pg from "pg";
import { pool } from "#lib/db/client.ts";

/** A statement as the product sent it, to be sent again. */
export type Statement = { text: string; values: unknown[]; name?: string; together: boolean };

type QueryLike = { text?: string; values?: unknown[]; name?: string };
type Recording = { statements: Statement[]; running: number };

let recording: Recording | null = null;

// The prototype is the one place through which the pool, Prisma and everything else goes.
// eslint-disable-next-line @typescript-eslint/unbound-method -- called below with its own `this`
const original = pg.Client.prototype.query as (...args: unknown[]) => unknown;
pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
  const done = recording === null ? null : note(recording, args);
  if (done === null) return original.apply(this, args);
  return sendThen(this, args, done);
} as typeof pg.Client.prototype.query;

/** Notes a statement; what is returned says that it has ended. Null for what is no statement. */
function note(into: Recording, [first, second]: unknown[]): (() => void) | null {
  const query: QueryLike = typeof first === "string" ? { text: first } : (first as QueryLike);
  if (query.text === undefined) return null;
  const values = query.values ?? (Array.isArray(second) ? second : []);
  into.statements.push({
    text: query.text,
    values: [...values],
    ...(query.name === undefined ? {} : { name: query.name }),
    // Sent while another one was under way: replayed beside it, too.
    together: into.running > 0,
  });
  into.running += 1;
  return () => {
    into.running -= 1;
  };
}

function sendThen(client: pg.Client, args: unknown[], done: () => void): unknown {
  const last = args.at(-1);
  if (typeof last === "function") {
    const notify = last as (...results: unknown[]) => void;
    const wrapped = (...results: unknown[]) => {
      done();
      notify(...results);
    };
    return original.apply(client, [...args.slice(0, -1), wrapped]);
  }
  const sent = original.apply(client, args) as Promise<unknown>;
  sent.then(done, done);
  return sent;
}

/** The statements that a piece of work sends, in order. */
export async function statementsOf(work: () => Promise<unknown>): Promise<Statement[]> {
  const mine: Recording = { statements: [], running: 0 };
  recording = mine;
  try {
    await work();
  } finally {
    recording = null;
  }
  return mine.statements;
}

/** Sends statements again through the same pool, side by side where the product did. */
export async function replay(statements: readonly Statement[]): Promise<pg.QueryResult[]> {
  const results: pg.QueryResult[] = [];
  for (let at = 0; at < statements.length;) {
    let end = at + 1;
    while (statements[end]?.together) end++;
    const group = statements.slice(at, end);
    results.push(
      ...(await Promise.all(
        group.map(({ text, values, name }) =>
          pool.query({ text, values, ...(name === undefined ? {} : { name }) }),
        ),
      )),
    );
    at = end;
  }
  return results;
}
