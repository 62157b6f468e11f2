import type { Prisma } from "./generated/client.ts";

/** With a name it is prepared: `text` must be constant for it, as PostgreSQL finds the plan by it. */
export type Statement = { name?: string; text: string };
export type Values = readonly unknown[];
/** Plain SQL with `$1`, `$2`, …; timestamps come back as Date. */
export type Sql = <Row extends object>(statement: Statement, values: Values) => Promise<Row[]>;

const bound = new WeakMap<Prisma.TransactionClient, Sql>();

/** For whoever opens a transaction (lib/db/client.ts). */
export const bindSql = (tx: Prisma.TransactionClient, sql: Sql): unknown => bound.set(tx, sql);

/**
 * Plain SQL within a transaction, on its connection and past Prisma, which costs a statement more
 * than PostgreSQL does: for what every request sends.
 */
export function sqlOf(tx: Prisma.TransactionClient): Sql {
  return (
    bound.get(tx) ??
    (<Row extends object>({ text }: Statement, values: Values) =>
      tx.$queryRawUnsafe<Row[]>(text, ...values))
  );
}
