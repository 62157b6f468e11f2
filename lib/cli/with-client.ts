import type pg from "pg";

/** A connection of its own to the database of a command; inside `withDatabase`. */
export async function withClient<Result>(
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const { env } = await import("#lib/config/env.ts");
  const { connected } = await import("#lib/db/connect.ts");
  return connected(env.databaseUrl ?? "", work);
}
