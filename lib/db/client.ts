import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { env } from "#lib/config/env.ts";
import { PrismaClient, type Prisma } from "./generated/client.ts";
import { createStatementNames } from "./statement-names.ts";

/**
 * One pool for Prisma and for plain SQL, sized by DATABASE_POOL_SIZE. It connects on first
 * use, so importing this module (as `next build` does) needs no database.
 */
export const pool = new pg.Pool({
  connectionString: env.databaseUrl ?? "postgresql://database-url-is-not-set.invalid/none",
  max: env.databasePoolSize,
  connectionTimeoutMillis: 10_000,
  idleTimeoutMillis: 30_000,
  allowExitOnIdle: false,
});
// An idle connection that the server closes must not take the process down; the next query reconnects.
pool.on("error", (error) => console.error(JSON.stringify({ event: "pool", error: error.message })));

const statementName = createStatementNames({ most: 500 });

export const db = new PrismaClient({
  adapter: new PrismaPg(pool, { statementNameGenerator: ({ sql: text }) => statementName(text) }),
  transactionOptions: { timeout: 60_000 },
});

export type Tx = Prisma.TransactionClient;
/** What a query may hold: every model, no `$transaction`. */
export type Db = Prisma.TransactionClient;

/**
 * A named, prepared statement over the same pool. `text` must be constant for a `name`:
 * the name is how Postgres finds the plan again. Timestamps come back as Date.
 */
export type Sql = <Row extends object>(
  statement: { name?: string; text: string },
  values: readonly unknown[],
) => Promise<Row[]>;

export const sql: Sql = async <Row extends object>(
  statement: { name?: string; text: string },
  values: readonly unknown[],
): Promise<Row[]> => {
  const { rows } = await pool.query<Row>({ ...statement, values: [...values] });
  return rows;
};
