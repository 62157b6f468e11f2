import type pg from "pg";
import type { Sql } from "#lib/db/transaction-sql.ts";

/** Statements on one connection, one after the other, for readers that are told where to read. */
export function sqlOfClient(client: pg.Client): Sql {
  let last: Promise<unknown> = Promise.resolve();
  return async <Row extends object>({ text }: { text: string }, values: readonly unknown[]) => {
    const answer = last.then(() => client.query<Row>(text, [...values]));
    // What fails is told to whoever asked; the next one is asked all the same.
    last = answer.catch(() => undefined);
    return (await answer).rows;
  };
}
