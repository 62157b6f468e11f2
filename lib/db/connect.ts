import pg from "pg";

/**
 * One connection for one piece of work, closed whatever happens.
 * @param more what pg should do otherwise.
 */
export async function connected<Result>(
  url: string,
  work: (client: pg.Client) => Promise<Result>,
  more: Pick<pg.ClientConfig, "stream"> = {},
): Promise<Result> {
  const client = new pg.Client({
    ...{ connectionString: url, connectionTimeoutMillis: 10_000 },
    ...more,
  });
  // A connection that breaks also fails the query that runs on it, which is what is reported.
  client.on("error", () => undefined);
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Null when a connection works. */
export async function connectError(url: string): Promise<Error | null> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3_000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.query("select 1");
    return null;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Errors of several addresses come wrapped, with an empty message of their own. */
export function reasonOf(error: Error & { code?: string; errors?: Error[] }): string {
  return error.message || error.errors?.[0]?.message || error.code || "no answer";
}
