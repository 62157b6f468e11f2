import { AsyncLocalStorage } from "node:async_hooks";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { env } from "#lib/config/env.ts";
import { log } from "#lib/telemetry/log.ts";
import { observeGauge } from "#lib/telemetry/metrics.ts";
import { DatabaseClient } from "./database-client.ts";
import { PrismaClient, type Prisma } from "./generated/client.ts";
import { createStatementNames } from "./statement-names.ts";
import { bindSql, type Sql, type Statement, type Values } from "./transaction-sql.ts";

export type { Sql } from "./transaction-sql.ts";

/**
 * One pool for Prisma and for plain SQL, sized by DATABASE_POOL_SIZE. It connects on first
 * use, so importing this module (as `next build` does) needs no database.
 */
export const pool = new pg.Pool({
  Client: DatabaseClient,
  connectionString: env.databaseUrl ?? "postgresql://database-url-is-not-set.invalid/none",
  max: env.databasePoolSize,
  // For a free one; a new one is made sooner, or not at all.
  connectionTimeoutMillis: 10_000,
  idleTimeoutMillis: 30_000,
  allowExitOnIdle: false,
});
// An idle connection that the server closes must not take the process down; the next query reconnects.
pool.on("error", (error) => log.error("pool", { error: error.message }));
// Next's copy of this module has a pool of its own: the figures of both are added up.
observeGauge("gatehouse_db_pool_connections", "Connections to the database by state.", () => [
  { labels: { state: "total" }, value: pool.totalCount },
  { labels: { state: "idle" }, value: pool.idleCount },
]);
observeGauge(
  "gatehouse_db_pool_waiting",
  "Work that waits for a connection to the database.",
  () => pool.waitingCount,
);

const statementName = createStatementNames({ most: 500 });

const TRANSACTION_MS = 60_000;

type Opened = { client: pg.Client | null };
const opening = new AsyncLocalStorage<Opened>();

/** Tells whoever opens a transaction which connection it runs on. */
class Adapter extends PrismaPg {
  override async connect() {
    const adapter = await super.connect();
    const start = adapter.startTransaction.bind(adapter);
    adapter.startTransaction = async (level) => {
      const transaction = await start(level);
      const { client } = transaction as { client?: unknown };
      const opened = opening.getStore();
      if (!opened || !(client instanceof pg.Client)) return transaction;
      opened.client = client;
      // However it ends, also by its time: from then on the connection is somebody else's.
      const execute = transaction.executeRaw.bind(transaction);
      transaction.executeRaw = (query) => {
        if (/^(COMMIT|ROLLBACK)$/.test(query.sql)) opened.client = null;
        return execute(query);
      };
      return transaction;
    };
    return adapter;
  }
}

export const db = new PrismaClient({
  adapter: new Adapter(pool, { statementNameGenerator: ({ sql: text }) => statementName(text) }),
  transactionOptions: { timeout: TRANSACTION_MS },
});

export type Tx = Prisma.TransactionClient;
/** What a query may hold: every model, no `$transaction`. */
export type Db = Prisma.TransactionClient;

/** A statement over the same pool. */
export const sql: Sql = async <Row extends object>(
  statement: Statement,
  values: Values,
): Promise<Row[]> => {
  const { rows } = await pool.query<Row>({ ...statement, values: [...values] });
  return rows;
};
// What runs in no transaction, and asks for it as if it did, gets the pool.
bindSql(db, sql);

/** One transaction, for Prisma's models and for plain SQL. It waits 10 s for a connection. */
export function transact<Result>(
  work: (tx: Tx) => Promise<Result>,
  timeout = TRANSACTION_MS,
): Promise<Result> {
  const opened: Opened = { client: null };
  const run = async (tx: Tx): Promise<Result> => {
    const { client } = opened;
    if (client !== null)
      bindSql(tx, async <Row extends object>({ name, text }: Statement, values: Values) => {
        if (opened.client === null) throw new Error("The transaction has ended.");
        const query = { name: name ?? statementName(text), text, values: [...values] };
        return (await client.query<Row>(query)).rows;
      });
    try {
      return await work(tx);
    } finally {
      opened.client = null;
    }
  };
  return opening.run(opened, () => db.$transaction(run, { timeout, maxWait: 10_000 }));
}
