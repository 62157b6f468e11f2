import type pg from "pg";
import type { Sql } from "#lib/db/transaction-sql.ts";

/** What each connection was asked last. */
const asked = new WeakMap<pg.Client, Promise<unknown>>();

/** Statements on one connection, one after the other, for readers that are told where to read. */
export const sqlOfClient =
  (client: pg.Client): Sql =>
  async <Row extends object>({ text }: { text: string }, values: readonly unknown[]) => {
    const last = asked.get(client) ?? Promise.resolve();
    const answer = last.then(() => client.query<Row>(text, [...values]));
    // What fails is told to whoever asked; the next one is asked all the same.
    asked.set(
      client,
      answer.catch(() => undefined),
    );
    return (await answer).rows;
  };
