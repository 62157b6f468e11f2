import type pg from "pg";
import type { Sql } from "#lib/db/transaction-sql.ts";

/** Statements on one connection, for readers that are told where to read. */
export const sqlOfClient =
  (client: pg.Client): Sql =>
  async <Row extends object>({ text }: { text: string }, values: readonly unknown[]) =>
    (await client.query<Row>(text, [...values])).rows;
