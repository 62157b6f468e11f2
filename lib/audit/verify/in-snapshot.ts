import type pg from "pg";
import { connected } from "#lib/db/connect.ts";
import { RowSocket } from "./row-socket.ts";

/** One moment of the log, for as long as `work` takes; with a name that another connection exported, the same one. */
export async function inSnapshot<Result>(
  client: pg.Client,
  work: () => Promise<Result>,
  exported?: string,
): Promise<Result> {
  await client.query("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
  try {
    if (exported !== undefined)
      await client.query(`SET TRANSACTION SNAPSHOT ${client.escapeLiteral(exported)}`);
    // While threads read, the connection whose snapshot they share has nothing to do.
    await client.query("SET LOCAL idle_in_transaction_session_timeout = 0");
    return await work();
  } finally {
    await client.query("ROLLBACK");
  }
}

/** The same on a connection of its own, which is made for reading many records. */
export const readLog = <Result>(
  url: string,
  work: (client: pg.Client) => Promise<Result>,
  exported?: string,
): Promise<Result> =>
  connected(url, (client) => inSnapshot(client, () => work(client), exported), {
    stream: () => new RowSocket(),
  });
