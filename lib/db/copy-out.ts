import pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import { env } from "#lib/config/env.ts";
import { AppError } from "#lib/kernel/errors.ts";

/** Each holds a connection of its own for as long as somebody reads. */
const AT_ONCE = 3;
let running = 0;

/** What a reader that is slow must not hold up: no plan for it is compiled, and sorting has room. */
const SETTINGS = `SET jit = off; SET work_mem = '64MB'; SET statement_timeout = 0`;

export type CopyOut = {
  chunks: AsyncGenerator<Buffer, void, undefined>;
  /** Rows that were sent; known when all chunks are read. */
  rows: () => number;
};

/**
 * The bytes of a `COPY (…) TO STDOUT`, as fast as they are read. Whoever stops reading ends the
 * statement. The text has no parameters: literals are the caller's to quote (`literal`).
 * @throws AppError `unavailable` when as many are being read already.
 */
export function copyOut(statement: string): CopyOut {
  let rows = 0;
  async function* read(): AsyncGenerator<Buffer, void, undefined> {
    if (running >= AT_ONCE)
      throw new AppError(
        "unavailable",
        `${AT_ONCE} exports are being written: wait until one of them has ended.`,
      );
    running += 1;
    const client = new pg.Client({
      connectionString: env.databaseUrl,
      connectionTimeoutMillis: 10_000,
    });
    // A connection that breaks also fails the stream that runs on it.
    client.on("error", () => undefined);
    try {
      await client.connect();
      await client.query(SETTINGS);
      const stream = client.query(copyTo(statement));
      for await (const chunk of stream) yield chunk as Buffer;
      rows = stream.rowCount;
    } finally {
      running -= 1;
      await ended(client);
    }
  }
  return { chunks: read(), rows: () => rows };
}

/** A statement that is still running ends with its connection. */
async function ended(client: pg.Client): Promise<void> {
  await client.end().catch(() => undefined);
}

type Literal = string | number | null | readonly Literal[];

/** A value as SQL text. */
export function literal(value: Literal): string {
  if (value === null) return "NULL";
  if (typeof value === "string") return pg.escapeLiteral(value);
  if (typeof value === "number") return String(value);
  return `ARRAY[${value.map(literal).join(",")}]`;
}
